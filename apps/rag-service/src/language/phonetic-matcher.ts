import { doubleMetaphone } from 'double-metaphone';
import { consonantsOf, soundAlike, soundsOf } from './pronunciation.js';

/** A word that may have been meant, with how sure it is from 0 to 1. */
export interface PhoneticMatch {
  word: string;
  strength: number;
}

interface Pronounced {
  word: string;
  sounds: readonly string[];
}

/** A word that sounds exactly the same is still not sure. */
const SOUNDING = 0.9;
const SOUNDING_SPELLED_APART = 0.7;
const SPELLED_LONG = 0.7;
const SPELLED = 0.4;
/** The shortest words in which one slip, and in which two, still leave no doubt. */
const ONE_SLIP = 6;
const TWO_SLIPS = 10;
/** Share of its letters by which a word that sounds the same may differ. */
const MOST_OTHER_LETTERS = 0.4;
/** Metaphone writes d like t, b like p, v like f and all vowels the same: too coarse for the first letter. */
const SAME_START = ['ck', 'cs', 'fp', 'gj', 'kn', 'kq', 'rw', 'sz'];
/** Words of fewer sounds have too many neighbours to be taken for one that is not quite the same. */
const FEWEST_SOUNDS = 4;
const LEAST_ALIKE = 0.85;
/** A run of words is seldom like one word by chance. */
const LEAST_ALIKE_RUN = 0.75;

/**
 * Finds the words of a vocabulary that unknown ones may be. Recognisers write other words of the same sound, one or
 * several ("call league"): these are compared by their pronunciations. People type "pasword": what no dictionary holds
 * is compared by spelling, that is by Double Metaphone and by slips of one letter.
 */
export class PhoneticMatcher {
  private readonly byConsonants = new Map<string, Pronounced[]>();
  private readonly bySound = new Map<string, string[]>();
  private readonly byShape = new Map<string, string[]>();

  constructor(vocabulary: Iterable<string> = []) {
    for (const word of vocabulary) this.add(word);
  }

  /** Not twice for the same word. */
  add(word: string): void {
    if (!isPlain(word)) return;
    const sounds = soundsOf([word]);
    if (sounds) append(this.byConsonants, consonantsOf(sounds), { word, sounds });
    append(this.bySound, soundOf(word), word);
    append(this.byShape, shapeOf(word, word.length), word);
  }

  /** Surest first. */
  phoneticMatches(word: string): PhoneticMatch[] {
    if (!isPlain(word)) return [];
    return surestFirst(this.soundingAlike([word], LEAST_ALIKE) ?? this.spelledLike(word));
  }

  /** Words for which a recogniser may have written this run of words, surest first. */
  phoneticMatchesOfRun(run: readonly string[]): PhoneticMatch[] {
    return surestFirst(this.soundingAlike(run, LEAST_ALIKE_RUN) ?? []);
  }

  /** Undefined when it is not known how the words sound. */
  private soundingAlike(words: readonly string[], least: number): PhoneticMatch[] | undefined {
    const sounds = soundsOf(words);
    return (
      sounds &&
      (this.byConsonants.get(consonantsOf(sounds)) ?? []).flatMap(({ word, sounds: others }) => {
        const alike = soundAlike(sounds, others);
        const enough = others.length < FEWEST_SOUNDS ? 1 : least;
        return alike >= enough ? [{ word, strength: SOUNDING * alike }] : [];
      })
    );
  }

  private spelledLike(word: string): PhoneticMatch[] {
    const sound = soundOf(word);
    const sounding = (this.bySound.get(sound) ?? []).map((other) => ({
      word: other,
      strength: soundStrength(word, other),
    }));
    return [...sounding, ...this.slips(word, sound)];
  }

  private slips(word: string, sound: string): PhoneticMatch[] {
    const slips = word.length >= TWO_SLIPS ? 2 : 1;
    if (word.length < ONE_SLIP) return [];
    const strength = word.length > ONE_SLIP + 1 ? SPELLED_LONG : SPELLED;
    return range(-slips, slips)
      .flatMap((more) => this.byShape.get(shapeOf(word, word.length + more)) ?? [])
      .filter((other) => soundOf(other) !== sound && editDistance(word, other) <= slips)
      .map((other) => ({ word: other, strength }));
  }
}

/** Equally sure ones by the alphabet, so that it does not matter in which order the vocabulary was learnt. */
export function surestFirst(phoneticMatches: readonly PhoneticMatch[]): PhoneticMatch[] {
  return phoneticMatches
    .filter(({ strength }) => strength > 0)
    .sort((a, b) => b.strength - a.strength || (a.word < b.word ? -1 : 1));
}

function soundStrength(word: string, other: string): number {
  if (!sameStart(word.charAt(0), other.charAt(0))) return 0;
  const edits = editDistance(word, other);
  if (edits === 1 && word.length >= ONE_SLIP - 1) return SOUNDING;
  return edits <= MOST_OTHER_LETTERS * Math.max(word.length, other.length)
    ? SOUNDING_SPELLED_APART
    : 0;
}
function sameStart(a: string, b: string): boolean {
  return a === b || SAME_START.includes(a < b ? a + b : b + a);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
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

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
