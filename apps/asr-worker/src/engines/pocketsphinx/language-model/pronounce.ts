import { soundOut } from './letter-to-sound.js';
import type { Lexicon } from './lexicon.js';
import { readingsOf } from './numbers.js';

const LETTER_NAMES: Readonly<Record<string, string>> = {
  a: 'EY',
  b: 'B IY',
  c: 'S IY',
  d: 'D IY',
  e: 'IY',
  f: 'EH F',
  g: 'JH IY',
  h: 'EY CH',
  i: 'AY',
  j: 'JH EY',
  k: 'K EY',
  l: 'EH L',
  m: 'EH M',
  n: 'EH N',
  o: 'OW',
  p: 'P IY',
  q: 'K Y UW',
  r: 'AA R',
  s: 'EH S',
  t: 'T IY',
  u: 'Y UW',
  v: 'V IY',
  w: 'D AH B AH L Y UW',
  x: 'EH K S',
  y: 'W AY',
  z: 'Z IY',
};

const ACRONYM = /^[A-Z]{2,5}s?$/;
const SHORTEST_PART = 3;
const SHORTEST_PLURAL = 3;

/** True for "VPN" and "PCs", whatever they sound like. */
export function isAcronym(original: string): boolean {
  return ACRONYM.test(original);
}

/**
 * All the ways in which a word of the documents may be said, best known first; never empty for a word
 * with letters or digits. `original` is the word as written, capitals and all.
 */
export function pronounce(original: string, word: string, lexicon: Lexicon): string[] {
  const known = lexicon.pronunciationsOf(word);
  const spelled = isAcronym(original) ? [spell(original)] : [];
  if (known.length > 0 || spelled.length > 0) return unique([...known, ...spelled]);
  return unique(guess(original, word, lexicon)).filter(Boolean);
}

function guess(original: string, word: string, lexicon: Lexicon): string[] {
  if (/^\d+$/.test(word)) return numberPhones(word, lexicon);
  const derived =
    joined(partsByCapitals(original), lexicon) ??
    joined(twoKnownWords(word, lexicon), lexicon) ??
    inflected(word, lexicon);
  if (derived) return [derived];
  return [/[aeiouy]/.test(word) ? soundOut(word) : spell(word.toUpperCase())];
}

function numberPhones(digits: string, lexicon: Lexicon): string[] {
  return readingsOf(digits).flatMap((words) => joined(words, lexicon) ?? []);
}

/** Phones of parts said one after the other; undefined when there are none or one is unknown. */
function joined(parts: readonly string[], lexicon: Lexicon): string | undefined {
  const phones = parts.map((part) =>
    ACRONYM.test(part) ? spell(part) : lexicon.pronunciationsOf(part.toLowerCase())[0],
  );
  return parts.length > 0 && phones.every(Boolean) ? phones.join(' ') : undefined;
}

/** "OneDrive" is One and Drive, "macOS" mac and OS, "iPhone" i and Phone. */
function partsByCapitals(original: string): string[] {
  const parts = original.match(/[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]/g) ?? [];
  return parts.length > 1 ? parts : [];
}

function twoKnownWords(word: string, lexicon: Lexicon): string[] {
  for (let cut = word.length - SHORTEST_PART; cut >= SHORTEST_PART; cut--) {
    const parts = [word.slice(0, cut), word.slice(cut)];
    if (parts.every((part) => lexicon.has(part))) return parts;
  }
  return [];
}

function inflected(word: string, lexicon: Lexicon): string | undefined {
  const [, stem = ''] = /^(.+?)'?s$/.exec(word) ?? [];
  if (stem.length < SHORTEST_PLURAL) return undefined;
  const [phones] = lexicon.pronunciationsOf(stem);
  return phones && `${phones} ${plural(phones)}`;
}

function plural(phones: string): string {
  if (/(?:S|Z|SH|ZH|CH|JH)$/.test(phones)) return 'IH Z';
  return /(?:P|T|K|F|TH)$/.test(phones) ? 'S' : 'Z';
}

function spell(acronym: string): string {
  const plural = acronym.endsWith('s');
  const letters = plural ? acronym.slice(0, -1) : acronym;
  const names = [...letters.toLowerCase()].map((letter) => LETTER_NAMES[letter] ?? '');
  return [...names, ...(plural ? ['Z'] : [])].join(' ');
}

function unique(pronunciations: readonly string[]): string[] {
  return [...new Set(pronunciations)];
}
