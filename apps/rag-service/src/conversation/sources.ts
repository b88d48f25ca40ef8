import type { Citation } from '@parley/protocol';

export type Source = Citation;

/** More than that is read on the page, not listened to. */
const MOST_WORDS = 40;

/** Says where the last answer came from, or that there is nothing to point to. */
export function pointTo(
  source: Source | undefined,
  asked: 'where-from' | 'are-you-sure',
  serviceDesk: string,
): { text: string; citations?: Citation[] } {
  if (!source) return { text: `I have no document to show for that. Please ask ${serviceDesk}.` };
  const { title, passage = '' } = source;
  const words = passage.split(/\s+/).filter(Boolean);
  const quoted =
    words.length > 0 && words.length <= MOST_WORDS ? `, which says: ${words.join(' ')}` : '';
  const place =
    asked === 'where-from'
      ? `It is from the document "${title}"`
      : `I can only say what is written. It is in the document "${title}"`;
  const text = `${place}${quoted}`;
  return { text: /[.!?]$/.test(text) ? text : `${text}.`, citations: [source] };
}
