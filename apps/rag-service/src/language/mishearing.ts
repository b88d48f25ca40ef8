import { doubleMetaphone } from 'double-metaphone';

/** A guess at what was meant, with how sure it is from 0 to 1. */
export interface Guess {
  word: string;
  strength: number;
}

const SPELLED_AND_SOUNDING = 0.9;
const SOUNDING = 0.7;
/** A code of one or two consonants is shared by words that have little in common. */
const SOUNDING_SHORT = 0.3;
const SPELLED = 0.4;
const SHORT_CODE = 2;
const SHORTEST_SPELLED = 6;

/**
 * Finds the words of a vocabulary that an unknown word may be: the same sound (Double Metaphone) or
 * a slip of one letter. Recognisers write "fishing" for "phishing", people type "pasword".
 */
export class Mishearing {
  private readonly bySound = new Map<string, string[]>();
  private readonly byShape = new Map<string, string[]>();

  constructor(vocabulary: Iterable<string>) {
    for (const word of vocabulary) {
      if (!isPlain(word)) continue;
      append(this.bySound, soundOf(word), word);
      append(this.byShape, shapeOf(word, word.length), word);
    }
  }

  /** Surest first. */
  guesses(word: string): Guess[] {
    if (!isPlain(word)) return [];
    const sound = soundOf(word);
    const sounding = (this.bySound.get(sound) ?? []).map((other) => ({
      word: other,
      strength: soundStrength(sound, word, other),
    }));
    return [...sounding, ...this.spelledAlike(word, sound)]
      .filter(({ strength }) => strength > 0)
      .sort((a, b) => b.strength - a.strength);
  }

  private spelledAlike(word: string, sound: string): Guess[] {
    if (word.length < SHORTEST_SPELLED) return [];
    return [-1, 0, 1]
      .flatMap((more) => this.byShape.get(shapeOf(word, word.length + more)) ?? [])
      .filter((other) => soundOf(other) !== sound && editDistance(word, other) === 1)
      .map((other) => ({ word: other, strength: SPELLED }));
  }
}

function soundStrength(sound: string, word: string, other: string): number {
  const edits = editDistance(word, other);
  if (edits <= 1) return SPELLED_AND_SOUNDING;
  // all vowels, w and y at the start of a word have one code
  if (sound.startsWith('A') && word.charAt(0) !== other.charAt(0)) return 0;
  if (edits > Math.max(word.length, other.length) / 2) return 0;
  return sound.length > SHORT_CODE ? SOUNDING : SOUNDING_SHORT;
}

function isPlain(word: string): boolean {
  return /^[a-z]{3,}$/.test(word);
}

function soundOf(word: string): string {
  return doubleMetaphone(word)[0];
}

function shapeOf(word: string, length: number): string {
  return `${word.charAt(0)}${length}`;
}

/** Levenshtein distance in which swapping two neighbours is one edit. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
      );
    }
    [before, above] = [above, row];
  }
  return above[b.length] ?? 0;
}

function append(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
