/** As long as anybody likes to listen to one answer. */
export const MOST_SPOKEN_WORDS = 45;

const CLAUSE_END = /[,;:)–—]$/;
const FEWEST_WORDS = 12;

export function wordsIn(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}

/** Text of at most {@link MOST_SPOKEN_WORDS}: cut where its last clause ends that fits, for half a clause is not understood. */
export function spokenLength(text: string, most = MOST_SPOKEN_WORDS): string {
  const words = text.split(/\s+/);
  if (words.length <= most) return text;
  const fitting = words.slice(0, most);
  const sentence = fitting.findLastIndex((word) => /[.!?]["”)]?$/.test(word));
  const clause = fitting.findLastIndex((word) => CLAUSE_END.test(word));
  const at = [sentence, clause, most - 1].find((each) => each + 1 >= FEWEST_WORDS) ?? most - 1;
  return fitting
    .slice(0, at + 1)
    .join(' ')
    .replace(/\s*[,;:–—(]+$/, '');
}
