import { plainWord } from './plain-text.js';
import { RULES } from './rules/rules.js';
import type { Groups } from './rules/rule.js';

/** One word as it is shown, and as the voice is to read it: nothing where the word before says it already. */
export interface SpokenWord {
  readonly written: string;
  readonly spoken: string;
}

/** What is said for a stretch of the text. */
interface Piece {
  readonly start: number;
  readonly spoken: string;
}

/** Where a sentence may begin behind an abbreviation, whose point is then its end too. */
const NEW_SENTENCE =
  /^["')\]]*(?:$| (?:The|This|That|These|If|Then|You|Your|We|Our|It|In|On|At|To|For|Please|After|When|Do|There|They)\b)/;
const PUNCTUATION = /[.,;?!]/;

/**
 * Prepares text for the voice, word by word. What is spoken is plain ASCII: letters and `' . , ; ? !`, numbers and
 * signs as words. Where several words are one expression ("-5 °C"), the first has all of its sound.
 */
export function spokenWords(text: string): SpokenWord[] {
  const written = text.split(/\s+/).filter(Boolean);
  const plain = written.map(plainWord);
  const spoken = written.map(() => '');
  const starts = plain.map((_, i) => plain.slice(0, i).join(' ').length);
  for (const piece of joined(scan(plain.join(' ')))) {
    const word = starts.findLastIndex((start) => start <= piece.start);
    spoken[word] = [spoken[word], piece.spoken].filter(Boolean).join(' ');
  }
  return written.map((word, i) => ({ written: word, spoken: spoken[i] as string }));
}

/** The words as one line for the voice. */
export function spokenText(words: readonly SpokenWord[]): string {
  return words
    .map(({ spoken }) => spoken)
    .filter(Boolean)
    .join(' ');
}

/** A part of a text, by the same rules. */
function say(text: string): string {
  return joined(scan(text))
    .map(({ spoken }) => spoken)
    .join(' ')
    .replace(/[.,]$/, '');
}

function scan(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (let start = 0; start < text.length;) {
    const { length, spoken } = longestMatch(text, start);
    const end = start + length;
    pieces.push({ start, spoken });
    if (endsSentence(text.slice(start, end), text.slice(end))) pieces.push({ start, spoken: '.' });
    start = end;
  }
  return pieces;
}

/** What has no rule has no sound. */
function longestMatch(text: string, start: number): { length: number; spoken: string } {
  const candidates = [];
  for (const rule of RULES) {
    rule.pattern.lastIndex = start;
    const match = rule.pattern.exec(text);
    if (match?.[0]) candidates.push({ rule, match });
  }
  candidates.sort((a, b) => b.match[0].length - a.match[0].length);
  for (const { rule, match } of candidates) {
    const groups = Array.from(
      match,
      (group: string | undefined) => group ?? '',
    ) as unknown as Groups;
    const spoken = rule.speak(groups, say);
    if (spoken === undefined) continue;
    const { length } = groups[0];
    return { length, spoken };
  }
  return { length: 1, spoken: '' };
}

/** "at 9 a.m." ends with the point of the abbreviation. */
function endsSentence(match: string, rest: string): boolean {
  return match.length > 2 && /\w\.$/.test(match) && NEW_SENTENCE.test(rest);
}

/** Gives rests to what was said before; of several the longest counts. */
function joined(pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = [];
  for (const { start, spoken } of pieces.flatMap(withoutRest)) {
    const last = all.at(-1);
    if (!PUNCTUATION.test(spoken[0] ?? '')) {
      if (spoken) all.push({ start, spoken });
    } else if (last)
      all[all.length - 1] = { start: last.start, spoken: withRest(last.spoken, spoken) };
  }
  return all;
}

/** ", then" is a rest and a word. */
function withoutRest({ start, spoken }: Piece): Piece[] {
  const [, rest = '', words = ''] = /^([.,;?!]*)\s*(.*)$/.exec(spoken) ?? [];
  return [rest, words].filter(Boolean).map((part) => ({ start, spoken: part }));
}

function withRest(spoken: string, rest: string): string {
  if (!PUNCTUATION.test(spoken.at(-1) ?? '')) return spoken + rest[0];
  return spoken.endsWith(',') && rest !== ',' ? spoken.slice(0, -1) + rest[0] : spoken;
}
