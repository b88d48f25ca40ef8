import { isContentWord, wordsOf } from './terms.js';

const PARENTHESES = /\(([^()]{2,80})\)/g;
const ACRONYM = /^[A-Z][A-Za-z]{1,6}$/;
const LONGEST_PHRASE = 120;

/**
 * Acronyms that a text explains, as "multi-factor authentication (MFA)" or "MFA (multi-factor authentication)".
 * Keys are folded ("mfa"), values are the words.
 */
export function acronymsOf(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { index, 1: inside = '' } of text.matchAll(PARENTHESES)) {
    const before = text.slice(Math.max(0, index - LONGEST_PHRASE), index).trimEnd();
    const lastWord = /\S+$/.exec(before)?.[0] ?? '';
    const [acronym, phrase] = ACRONYM.test(inside) ? [inside, before] : [lastWord, inside];
    const words = ACRONYM.test(acronym)
      ? spelledBy(acronym.toLowerCase(), wordsOf(phrase))
      : undefined;
    if (words) found.set(acronym.toLowerCase(), words);
  }
  return found;
}

/** The last words whose first letters spell the acronym. */
function spelledBy(acronym: string, words: readonly string[]): string[] | undefined {
  const last = words.slice(-acronym.length);
  const spells = last.map((word) => word.charAt(0)).join('') === acronym;
  return spells && last.some(isContentWord) ? last : undefined;
}
