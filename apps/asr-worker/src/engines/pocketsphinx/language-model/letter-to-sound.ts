/**
 * A guess at how an unknown word sounds: the longest spelling that fits, from left to right.
 * Rough, but a recogniser forgives a wrong vowel; it never hears a word that has no entry at all.
 */
const SPELLINGS: Readonly<Record<string, string>> = {
  tion: 'SH AH N',
  sion: 'ZH AH N',
  ture: 'CH ER',
  ight: 'AY T',
  ough: 'AO',
  augh: 'AO',
  eigh: 'EY',
  tch: 'CH',
  dge: 'JH',
  sch: 'S K',
  igh: 'AY',
  air: 'EH R',
  ear: 'IH R',
  eer: 'IH R',
  oor: 'AO R',
  our: 'AW ER',
  ing: 'IH NG',
  ph: 'F',
  th: 'TH',
  sh: 'SH',
  ch: 'CH',
  ck: 'K',
  wh: 'W',
  wr: 'R',
  kn: 'N',
  gn: 'N',
  ng: 'NG',
  qu: 'K W',
  gh: 'G',
  bb: 'B',
  cc: 'K',
  dd: 'D',
  ff: 'F',
  gg: 'G',
  ll: 'L',
  mm: 'M',
  nn: 'N',
  pp: 'P',
  rr: 'R',
  ss: 'S',
  tt: 'T',
  zz: 'Z',
  ce: 'S EH',
  ci: 'S IH',
  cy: 'S IY',
  ge: 'JH EH',
  gi: 'JH IH',
  ee: 'IY',
  ea: 'IY',
  ie: 'IY',
  ei: 'EY',
  ey: 'IY',
  ai: 'EY',
  ay: 'EY',
  oa: 'OW',
  oo: 'UW',
  ou: 'AW',
  ow: 'OW',
  oi: 'OY',
  oy: 'OY',
  au: 'AO',
  aw: 'AO',
  ue: 'UW',
  ew: 'Y UW',
  ar: 'AA R',
  er: 'ER',
  ir: 'ER',
  or: 'AO R',
  ur: 'ER',
  a: 'AE',
  b: 'B',
  c: 'K',
  d: 'D',
  e: 'EH',
  f: 'F',
  g: 'G',
  h: 'HH',
  i: 'IH',
  j: 'JH',
  k: 'K',
  l: 'L',
  m: 'M',
  n: 'N',
  o: 'AA',
  p: 'P',
  q: 'K',
  r: 'R',
  s: 'S',
  t: 'T',
  u: 'AH',
  v: 'V',
  w: 'W',
  x: 'K S',
  y: 'IY',
  z: 'Z',
};

const LONGEST_SPELLING = 4;
/** Vowels before one consonant and a silent e, as in "cache" and "mode". */
const LONG_VOWEL: Readonly<Record<string, string>> = {
  a: 'EY',
  e: 'IY',
  i: 'AY',
  o: 'OW',
  u: 'UW',
  y: 'AY',
};

/** Phones of an unknown word of letters a to z; empty when it has none. */
export function soundOut(word: string): string {
  const letters = word.toLowerCase().replace(/[^a-z]/g, '');
  const phones: string[] = [];
  for (let at = 0; at < letters.length;) {
    const [spelling, sound] = nextSpelling(letters, at);
    if (sound) phones.push(sound);
    at += spelling.length;
  }
  return phones.join(' ');
}

function nextSpelling(letters: string, at: number): [spelling: string, sound: string] {
  const letter = letters.charAt(at);
  const long = LONG_VOWEL[letter];
  if (long && /^[aeiouy][bcdfgklmnpstvz]e$/.test(letters.slice(at))) return [letter, long];
  if (letter === 'e' && at > 1 && at === letters.length - 1) return [letter, ''];
  for (let length = LONGEST_SPELLING; length > 1; length--) {
    const spelling = letters.slice(at, at + length);
    const sound = spelling.length === length ? SPELLINGS[spelling] : undefined;
    if (sound) return [spelling, sound];
  }
  return [letter, SPELLINGS[letter] ?? ''];
}
