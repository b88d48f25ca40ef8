import { canonicalWord } from '../../../stt/canonical-word.js';

/** One word of a document. */
export interface Token {
  /** Lower case, as the recogniser is to write it. */
  readonly word: string;
  /** As the document writes it: its capitals tell acronyms and compounds. */
  readonly original: string;
}

/** Numbers longer than this are not read aloud as words. */
const MAX_DIGITS = 4;
const WORD = /[A-Za-z][A-Za-z]*(?:'[A-Za-z]+)?(?:-[A-Za-z]+)*|\d+/g;
const BREAK = /[.?!;:,()[\]"“”|]+(?=\s|$)|[(["“|]|\s[-–—]\s|\n/;

/**
 * Cuts a document, plain or Markdown, into runs of words that are spoken in one breath.
 * Addresses, code and long numbers are left out: nobody reads them aloud.
 */
export function sentencesOf(text: string): Token[][] {
  return withoutMarkup(text)
    .split(BREAK)
    .map(tokensOf)
    .filter((tokens) => tokens.length > 0);
}

function withoutMarkup(text: string): string {
  return text
    .replace(/```[\s\S]*?```/g, '\n')
    .replace(/\[([^\]\n]{0,200})\]\([^)\n]{0,500}\)/g, '$1')
    .replace(/^\s*(?:#+|[-*+>]|\d+[.)])\s+/gm, '')
    .replace(/[*_`~]+/g, '')
    .replace(/[’‘]/g, "'")
    .replace(/\S+/g, (piece) => (isUnspeakable(piece) ? '\n' : piece));
}

const LONGEST_SPOKEN_PIECE = 60;
/** Addresses of pages, mail and files; times and fractions, whose digits are not said one by one. */
const ADDRESS = /\w@\w|:\/\/|\\\\|\w\.\w+[./]\w|\.(?:com|edu|net|org)\b|\d[:.,/]\d/;

function isUnspeakable(piece: string): boolean {
  return piece.length > LONGEST_SPOKEN_PIECE || ADDRESS.test(piece);
}

function tokensOf(breath: string): Token[] {
  const found = breath.match(WORD) ?? [];
  const shouted = !/[a-z]/.test(breath);
  return found
    .filter((piece) => !/^\d/.test(piece) || piece.length <= MAX_DIGITS)
    .map((piece) => ({
      word: canonicalWord(piece.toLowerCase()),
      original: shouted ? piece.toLowerCase() : piece,
    }));
}
