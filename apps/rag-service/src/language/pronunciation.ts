import { dictionary } from 'cmu-pronouncing-dictionary';

/**
 * Sounds of American English (ARPAbet) that are easily taken for one another, one line each. Vowels are written
 * `a`, and the key of a pronunciation leaves them out.
 */
const FAMILIES: Readonly<Record<string, string>> = {
  P: 'P B',
  T: 'T D TH DH',
  K: 'K G',
  F: 'F V',
  S: 'S Z',
  J: 'SH ZH CH JH',
  N: 'M N NG',
  L: 'L',
  R: 'R',
  W: 'W',
  Y: 'Y',
  H: 'HH',
};
const FAMILY = new Map(
  Object.entries(FAMILIES).flatMap(([family, sounds]) =>
    sounds.split(' ').map((sound) => [sound, family] as const),
  ),
);
const VOWEL = 'a';
/** What an edit costs, in sounds. */
const SIMILAR = 0.4;
const DIFFERENT = 1;
const WEAK = 0.5;

/** The sounds of words said one after another, e.g. `['AH', 'K', 'AW', 'N', 'T']`; undefined when the dictionary lacks one. */
export function soundsOf(words: readonly string[]): string[] | undefined {
  const sounds: string[] = [];
  for (const word of words) {
    if (!Object.hasOwn(dictionary, word)) return undefined;
    sounds.push(...(dictionary[word] ?? '').split(' ').flatMap(plain));
  }
  return sounds;
}

/** Without stress; the vowel of "bird" is a vowel and an R. */
function plain(sound: string): string[] {
  const unstressed = sound.replace(/\d$/, '');
  return unstressed === 'ER' ? ['AH', 'R'] : [unstressed];
}

/** The families of the consonants, each run of equal ones once: what survives most mishearings. */
export function consonantsOf(sounds: readonly string[]): string {
  return sounds
    .map(familyOf)
    .filter((family) => family !== VOWEL && family !== 'H')
    .filter((family, at, all) => family !== all[at - 1])
    .join('');
}

/** How alike two pronunciations are, from 0 to 1. */
export function soundAlike(a: readonly string[], b: readonly string[]): number {
  const longest = Math.max(a.length, b.length);
  return longest === 0 ? 0 : Math.max(0, 1 - editCost(a, b) / longest);
}

function editCost(a: readonly string[], b: readonly string[]): number {
  let above = [0];
  for (const sound of b) above.push((above.at(-1) ?? 0) + lossOf(sound));
  for (const sound of a) {
    const row = [(above[0] ?? 0) + lossOf(sound)];
    b.forEach((other, at) => {
      row.push(
        Math.min(
          (above[at + 1] ?? 0) + lossOf(sound),
          (row[at] ?? 0) + lossOf(other),
          (above[at] ?? 0) + exchangeOf(sound, other),
        ),
      );
    });
    above = row;
  }
  return above[b.length] ?? 0;
}

/** Vowels and H come and go. */
function lossOf(sound: string): number {
  const family = familyOf(sound);
  return family === VOWEL || family === 'H' ? WEAK : DIFFERENT;
}

function exchangeOf(a: string, b: string): number {
  if (a === b) return 0;
  return familyOf(a) === familyOf(b) ? SIMILAR : DIFFERENT;
}

function familyOf(sound: string): string {
  return FAMILY.get(sound) ?? VOWEL;
}
