import { stemmer } from 'stemmer';
import { baseForm } from './irregular-forms.js';
import { inFigures } from './number-words.js';
import { STOP_WORDS } from './stop-words.js';

const WORDS = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu;
const MAIL_ADDRESSES = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const THOUSANDS = /(?<=\d),(?=\d{3}\b)/g;
const COMPOUNDS = /[\p{L}\p{N}]+(?:[-‐‑][\p{L}\p{N}]+)+/gu;

/** Lower case, without accents. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The words of a text, folded, without mail addresses, apostrophes ("don't" is "dont") and possessive endings. */
export function wordsOf(text: string): string[] {
  return (fold(text).replace(MAIL_ADDRESSES, ' ').replace(THOUSANDS, '').match(WORDS) ?? []).map(
    (word) => word.replace(/['’]s$/, '').replace(/['’]/g, ''),
  );
}

/** Hyphenated compounds of a text as one word each: "Wi-Fi" gives "wifi". */
export function compoundsOf(text: string): string[] {
  return (fold(text).match(COMPOUNDS) ?? []).map((compound) =>
    compound.replace(/[^\p{L}\p{N}]/gu, ''),
  );
}

/** What two forms of a word have in common: its base form's Porter stem, or a number in figures. */
export function termOf(word: string): string {
  return stemmer(baseForm(inFigures(word)));
}

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

/** Words worth indexing: no stop words, no single letters. */
export function isContentWord(word: string): boolean {
  return !STOP_WORDS.has(word) && (word.length > 1 || /\p{N}/u.test(word));
}

/** The terms of a text, compounds included. */
export function termsIn(text: string): Set<string> {
  return new Set([...wordsOf(text), ...compoundsOf(text)].filter(isContentWord).map(termOf));
}
