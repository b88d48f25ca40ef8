/** Words that mean the same to the models of the tests. */
export const MEANINGS: readonly (readonly string[])[] = [
  ['vehicle', 'vehicles', 'car', 'automobile'],
  ['rent', 'hire', 'borrow'],
];

/** The words that those models tell apart. */
export function wordsOfToy(text: string): string[] {
  return text.toLowerCase().match(/[a-z]{3,}/g) ?? [];
}
