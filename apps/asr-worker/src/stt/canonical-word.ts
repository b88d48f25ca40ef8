/** Words that people write in several ways; the recogniser always writes the second. */
const CANONICAL: ReadonlyMap<string, string> = new Map([
  ['wifi', 'wi-fi'],
  ['e-mail', 'email'],
  ['log-in', 'login'],
]);

/** The one spelling, of several that people use, in which every recogniser writes a lower-case word. */
export function canonicalWord(word: string): string {
  return CANONICAL.get(word) ?? word;
}
