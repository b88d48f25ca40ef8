import type { Letter } from './visibility.js';

/** How far apart two readings of a page may be and still be brought together again. */
const LOOKED_AHEAD = 40;

/**
 * Takes the letters that nobody sees out of a page's texts. Both come in the order of the page's program; the texts have
 * spaces of their own, and a sign may stand for two letters in one and not in the other.
 */
export function seenTexts(texts: readonly string[], letters: readonly Letter[]): string[] {
  if (letters.every(({ isSeen }) => isSeen)) return [...texts];
  const program = letters.flatMap(({ text, isSeen }) =>
    lettersOf(text).map((letter) => ({ letter, isSeen })),
  );
  let at = 0;
  const isSeen = (letter: string) => {
    const ahead = program.slice(at, at + LOOKED_AHEAD).findIndex((each) => each.letter === letter);
    if (ahead < 0) return true;
    at += ahead + 1;
    return program[at - 1]?.isSeen ?? true;
  };
  return texts.map((text) =>
    [...text.normalize('NFKC')].filter((letter) => !letter.trim() || isSeen(letter)).join(''),
  );
}

function lettersOf(text: string): string[] {
  return [...text.normalize('NFKC')].filter((letter) => letter.trim());
}
