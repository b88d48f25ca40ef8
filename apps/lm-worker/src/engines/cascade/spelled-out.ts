const SIGNS: Readonly<Record<string, string>> = {
  '.': 'dot',
  '-': 'dash',
  _: 'underscore',
  '@': 'at',
  '/': 'slash',
  ':': 'colon',
  '+': 'plus',
  '#': 'hash',
};
/** More nobody writes down in one go. */
const MOST_WORDS = 3;
/** Addresses, codes, numbers and initialisms: what is not spelt as it is said. */
const CODE = /[\d@/_:+#]|\p{L}\.\p{L}|\p{Lu}\p{Lu}/u;
const NAME = /^\p{Lu}/u;

/** Spells what in a text is hard to write down: its addresses and codes, else its names, else its last word. */
export function spelledOut(text: string): string[] {
  const words = text.split(/\s+/).map(bare).filter(Boolean);
  const codes = words.filter((word) => CODE.test(word));
  const names = namesIn(text);
  const chosen = [codes, names, words.slice(-1)].find(({ length }) => length > 0) ?? [];
  return [...new Set(chosen)].slice(0, MOST_WORDS).map((word) => `${word}: ${letters(word)}.`);
}

/** The first word of a sentence has a capital in any case. */
function namesIn(text: string): string[] {
  const sentences = text.split(/(?<=[.?!])\s+/);
  return sentences.flatMap((sentence) =>
    sentence
      .split(/\s+/)
      .slice(1)
      .map(bare)
      .filter((word) => NAME.test(word) && word !== 'I'),
  );
}

function bare(word: string): string {
  return word.replace(/^[^\p{L}\p{N}@#+/]+|[^\p{L}\p{N}+#/]+$/gu, '');
}

function letters(word: string): string {
  return [...word]
    .map(
      (character) =>
        SIGNS[character] ?? (/[\p{L}\p{N}]/u.test(character) ? character.toUpperCase() : ''),
    )
    .filter(Boolean)
    .join(', ');
}
