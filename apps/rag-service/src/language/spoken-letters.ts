/** How recognisers write single letters. Letters whose names are everyday words count only beside others. */
const NAMES: Record<string, string> = {
  ay: 'a',
  bee: 'b',
  cee: 'c',
  see: 'c',
  sea: 'c',
  dee: 'd',
  ee: 'e',
  ef: 'f',
  eff: 'f',
  gee: 'g',
  aitch: 'h',
  jay: 'j',
  kay: 'k',
  el: 'l',
  ell: 'l',
  em: 'm',
  en: 'n',
  pee: 'p',
  cue: 'q',
  queue: 'q',
  ar: 'r',
  ess: 's',
  es: 's',
  tee: 't',
  tea: 't',
  vee: 'v',
  ex: 'x',
  zee: 'z',
  zed: 'z',
};
const FEWEST_LETTERS = 3;

/** Joins letters spelled out: "the vee pee en" becomes "the vpn", and so does "the v p n". */
export function lettersJoined(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < words.length;) {
    const letters = lettersFrom(words, at);
    const spelled = letters.length >= FEWEST_LETTERS;
    joined.push(spelled ? letters.join('') : (words[at] ?? ''));
    at += spelled ? letters.length : 1;
  }
  return joined;
}

function lettersFrom(words: readonly string[], at: number): string[] {
  const letters: string[] = [];
  for (const word of words.slice(at)) {
    const letter = word.length === 1 ? word : NAMES[word];
    if (letter === undefined) break;
    letters.push(letter);
  }
  return letters;
}
