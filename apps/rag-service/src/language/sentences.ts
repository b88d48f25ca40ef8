import { ABBREVIATIONS, MAY_END, STARTERS } from './abbreviations.js';

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** The segmenter's time grows with the square of the text, so that a book is better fed to it in stretches. */
const LONGEST_STRETCH = 4_000;
/** Nobody follows more at once, read or heard; a text without full stops is cut where it pauses. */
const LONGEST_SENTENCE_WORDS = 60;
const LAST_WORD = /(?:^|[\s("'“‘[/])([^\s("'“‘[/]+)\.["'”’)\]]*\s*$/u;
const INITIALS = /^\p{L}$|^(?:\p{L}\.)+\p{L}$/u;

/** Splits text into sentences, none of which is longer than people follow. */
export function sentencesOf(text: string): string[] {
  return stretchesOf(text).flatMap(sentencesOfStretch).flatMap(shortened);
}

/** Cuts long text at the end of sentences, or anywhere when there are none. */
function stretchesOf(text: string): string[] {
  const stretches: string[] = [];
  let from = 0;
  while (text.length - from > LONGEST_STRETCH) {
    const end = text.lastIndexOf('. ', from + LONGEST_STRETCH - 2) + 2;
    const to = end > from + 2 ? end : from + LONGEST_STRETCH;
    stretches.push(text.slice(from, to));
    from = to;
  }
  return [...stretches, text.slice(from)];
}

function sentencesOfStretch(text: string): string[] {
  const sentences: string[] = [];
  let open = '';
  const segments = [...segmenter.segment(text)].map(({ segment }) => segment);
  segments.forEach((segment, at) => {
    open += segment;
    if (goesOn(open, segments[at + 1])) return;
    if (open.trim()) sentences.push(open.trim());
    open = '';
  });
  if (open.trim()) sentences.push(open.trim());
  return sentences;
}

/** Whether the full stop so far belongs to an abbreviation in the middle of a sentence. */
function goesOn(text: string, next: string | undefined): boolean {
  const word = LAST_WORD.exec(text.slice(-80))?.[1];
  if (word === undefined || next === undefined) return false;
  const following = /^["'“‘([]*([\p{L}\p{N}']+)/u.exec(next)?.[1] ?? '';
  const known = word.toLowerCase();
  const isInitial = INITIALS.test(word);
  if (!isInitial && !ABBREVIATIONS.has(known)) return false;
  if (!isInitial && !MAY_END.has(known)) return known !== 'no' || /^\d/.test(following);
  // "4 p.m. The desk" are two sentences, "4 p.m. Monday" and "J. R. Smith" are one; "e.g." never ends one
  return /^(?:e\.g|i\.e)$/.test(known) || !STARTERS.has(following);
}

/** Cuts a sentence that is too long where it pauses, at best at a semicolon. */
function shortened(sentence: string): string[] {
  const words = sentence.split(' ');
  if (words.length <= LONGEST_SENTENCE_WORDS) return [sentence];
  const most = words.slice(0, LONGEST_SENTENCE_WORDS);
  const half = LONGEST_SENTENCE_WORDS / 2;
  const cut = [/[;:–—]$/, /,$/]
    .map((pause) => most.findLastIndex((word, at) => at >= half && pause.test(word)))
    .find((at) => at >= 0);
  const end = (cut ?? LONGEST_SENTENCE_WORDS - 1) + 1;
  return [words.slice(0, end).join(' '), ...shortened(words.slice(end).join(' '))];
}
