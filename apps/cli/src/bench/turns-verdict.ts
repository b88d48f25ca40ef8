import type { TranscriptEvent } from '@parley/protocol';
import type { Timed } from './bench-session.js';
import { lastFinals } from './stt-heard.js';
import { normalizedWords } from './stt-normalizer.js';

/**
 * What became of one question with a pause in it: `whole`, never taken for over before its end; `joined`, ended too early and
 * made whole by what followed, so that an answer may have begun to sound; `cut`, two questions or half of one.
 */
export type TurnVerdict = 'whole' | 'joined' | 'cut';

/** Fewer of the words than this and a part is missing; the pause is in the middle, so half of them would be. */
const WHOLE_SHARE = 0.75;

/** @param wordsWithoutPause how many words were heard when there was no pause */
export function turnVerdict(
  events: readonly Timed<TranscriptEvent>[],
  wordsWithoutPause: number,
): TurnVerdict {
  const finals = lastFinals(events).filter(({ text }) => text);
  const words = normalizedWords(finals.at(-1)?.text ?? '').length;
  if (finals.length !== 1 || words < WHOLE_SHARE * wordsWithoutPause) return 'cut';
  const published = events.filter(
    ({ value }) => value.type === 'final' && value.text && value.turn === finals[0]?.turn,
  );
  return published.length > 1 ? 'joined' : 'whole';
}
