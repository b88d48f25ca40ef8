import { canonicalWord } from '../../stt/canonical-word.js';

/** Letters said one by one, as the stock dictionary writes them ("v." or "v"). */
const LETTER = /^[a-z]\.?$/;
/** Single letters that are words too: a run of letters needs another one beside them. */
const WORD_LETTERS = new Set(['a', 'i', 'o']);

/**
 * Turns the decoder's words into what people write: fillers and pronunciation marks go, letters said
 * one by one are joined ("v. p. n." is "vpn"), spellings are the canonical ones ("wi-fi").
 */
export function writtenForm(hypothesis: string): string {
  const words = hypothesis
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replace(/\(\d+\)$/, ''))
    .filter((word) => word && !/^[<[+]/.test(word));
  return joinLetters(words).map(canonicalWord).join(' ');
}

function joinLetters(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < words.length;) {
    let end = at;
    while (end < words.length && LETTER.test(words[end] as string)) end++;
    const run = words.slice(at, Math.max(end, at + 1));
    if (isAcronym(run)) joined.push(run.join('').replaceAll('.', ''));
    else joined.push(...run.map((word) => word.replace(/\.$/, '')));
    at += run.length;
  }
  return joined;
}

function isAcronym(run: readonly string[]): boolean {
  return run.length > 1 && run.some((letter) => !WORD_LETTERS.has(letter.replace('.', '')));
}
