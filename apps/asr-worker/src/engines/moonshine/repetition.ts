/** A decoder that has lost the sound says the same again and again; people seldom do so more often than this. */
const MAX_REPEATS = 3;
const LONGEST_PHRASE_WORDS = 12;

export interface WithoutRepetition {
  readonly text: string;
  /** Whether anything was dropped. */
  readonly isRepetitive: boolean;
}

/** Keeps the first of a phrase that is repeated more than three times in a row. Case and punctuation do not count. */
export function dropRepetition(text: string): WithoutRepetition {
  const words = text.split(/\s+/).filter(Boolean);
  const keys = words.map((word) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''));
  const kept: string[] = [];
  let isRepetitive = false;
  for (let at = 0; at < words.length;) {
    const { length, repeats } = repeatedAt(keys, at);
    const isLoop = repeats > MAX_REPEATS;
    isRepetitive ||= isLoop;
    const take = isLoop ? length : 1;
    kept.push(...words.slice(at, at + take));
    at += isLoop ? length * repeats : 1;
  }
  return { text: kept.join(' '), isRepetitive };
}

/** The shortest phrase beginning here that is repeated too often. */
function repeatedAt(keys: readonly string[], at: number): { length: number; repeats: number } {
  for (let length = 1; length <= LONGEST_PHRASE_WORDS; length++) {
    const repeats = countRepeats(keys, at, length);
    if (repeats > MAX_REPEATS) return { length, repeats };
  }
  return { length: 1, repeats: 1 };
}

function countRepeats(keys: readonly string[], at: number, length: number): number {
  let end = at + length;
  while (end < keys.length && keys[end] === keys[end - length]) end++;
  return Math.floor((end - at) / length);
}
