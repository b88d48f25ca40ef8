import { wordsOf } from './terms.js';

const AFTER_WORDS = /((?:[\p{L}\p{N}-]+\s+){1,7})\(([A-Z][A-Za-z]{1,6})\)/gu;
const BEFORE_WORDS = /\b([A-Z][A-Za-z]{1,6})\s+\(([\p{L}\p{N}\s-]{5,80})\)/gu;

/**
 * Acronyms that a text explains, as "multi-factor authentication (MFA)" or "MFA (multi-factor authentication)".
 * Keys are folded ("mfa"), values are the words.
 */
export function acronymsOf(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (acronym: string, phrase: string) => {
    const words = spelledBy(wordsOf(acronym).join(''), wordsOf(phrase));
    if (words) found.set(acronym.toLowerCase(), words);
  };
  for (const [, phrase = '', acronym = ''] of text.matchAll(AFTER_WORDS)) add(acronym, phrase);
  for (const [, acronym = '', phrase = ''] of text.matchAll(BEFORE_WORDS)) add(acronym, phrase);
  return found;
}

/** The last words whose first letters spell the acronym. */
function spelledBy(acronym: string, words: readonly string[]): string[] | undefined {
  const last = words.slice(-acronym.length);
  return last.map((word) => word.charAt(0)).join('') === acronym ? last : undefined;
}
