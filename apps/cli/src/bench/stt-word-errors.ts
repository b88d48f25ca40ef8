/** What turns the words of a reference into those that were heard. */
export interface WordErrors {
  /** Of the reference. */
  words: number;
  substitutions: number;
  insertions: number;
  deletions: number;
}

type Cell = Omit<WordErrors, 'words'>;

const NONE: Cell = { substitutions: 0, insertions: 0, deletions: 0 };

/** Aligns both with the fewest errors (Levenshtein 1966), as NIST's `sclite` counts them. */
export function countWordErrors(
  reference: readonly string[],
  heard: readonly string[],
): WordErrors {
  let row = Array.from({ length: heard.length + 1 }, (_, insertions) => ({ ...NONE, insertions }));
  for (const [at, word] of reference.entries()) {
    const next: Cell[] = [{ ...NONE, deletions: at + 1 }];
    for (const [column, other] of heard.entries()) {
      const [diagonal, above, left] = [row[column], row[column + 1], next[column]] as Cell[];
      next.push(word === other ? (diagonal as Cell) : cheapest(diagonal, above, left));
    }
    row = next;
  }
  return { words: reference.length, ...(row.at(-1) ?? NONE) };
}

/** Of words that must be heard, in any order and among others. */
export function countMissing(keywords: readonly string[], heard: readonly string[]): WordErrors {
  const deletions = keywords.filter((word) => !heard.includes(word)).length;
  return { words: keywords.length, substitutions: 0, insertions: 0, deletions };
}

export function errorsOf({ substitutions, insertions, deletions }: Cell): number {
  return substitutions + insertions + deletions;
}

/** Errors in all words of all references together; null where there are no words. */
export function wordErrorRate(counted: readonly WordErrors[]): number | null {
  const words = counted.reduce((sum, each) => sum + each.words, 0);
  const errors = counted.reduce((sum, each) => sum + errorsOf(each), 0);
  return words === 0 ? null : errors / words;
}

function cheapest(diagonal: Cell = NONE, above: Cell = NONE, left: Cell = NONE): Cell {
  const candidates = [
    { ...diagonal, substitutions: diagonal.substitutions + 1 },
    { ...above, deletions: above.deletions + 1 },
    { ...left, insertions: left.insertions + 1 },
  ];
  return candidates.reduce((best, each) => (errorsOf(each) < errorsOf(best) ? each : best));
}
