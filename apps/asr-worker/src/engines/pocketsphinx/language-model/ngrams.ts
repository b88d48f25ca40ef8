/** Words are numbered so that an n-gram is one exact integer: three indices of 17 bits fit into 53. */
const INDEX_SPAN = 2 ** 17;

export const SENTENCE_START = '<s>';
export const SENTENCE_END = '</s>';

/** Weighted counts of word sequences of length one to three. */
export class NgramCounts {
  readonly words: string[] = [SENTENCE_START, SENTENCE_END];
  private readonly indexOf = new Map<string, number>([
    [SENTENCE_START, 0],
    [SENTENCE_END, 1],
  ]);
  /** By key; `keyOf` and `indicesOf` translate. */
  readonly unigrams = new Map<number, number>();
  readonly bigrams = new Map<number, number>();
  readonly trigrams = new Map<number, number>();

  /** Words beyond `maxWords` are left out; rare trigrams are dropped whenever there are more than `maxTrigrams`. */
  constructor(
    private readonly maxWords: number,
    private readonly maxTrigrams: number,
  ) {}

  add(words: readonly string[], weight: number): void {
    let first = 0;
    let second = 0;
    const step = (index: number, isFirst: boolean) => {
      bump(this.unigrams, index, weight);
      bump(this.bigrams, second * INDEX_SPAN + index, weight);
      if (!isFirst) bump(this.trigrams, (first * INDEX_SPAN + second) * INDEX_SPAN + index, weight);
      [first, second] = [second, index];
    };
    const known = words.map((word) => this.index(word)).filter((index) => index !== undefined);
    if (known.length === 0) return;
    known.forEach((index, at) => step(index, at === 0));
    step(1, false);
    if (this.trigrams.size > this.maxTrigrams) this.dropRareTrigrams();
  }

  /** The next higher count goes too until a quarter is free: shorter histories take over. */
  private dropRareTrigrams(): void {
    for (let rare = 1; this.trigrams.size > this.maxTrigrams * 0.75; rare++) {
      for (const [key, count] of this.trigrams) if (count <= rare) this.trigrams.delete(key);
    }
  }

  private index(word: string): number | undefined {
    const known = this.indexOf.get(word);
    if (known !== undefined || this.words.length >= this.maxWords) return known;
    this.indexOf.set(word, this.words.length);
    return this.words.push(word) - 1;
  }
}

/** The history of an n-gram: all its words but the last. */
export function historyOf(key: number): number {
  return Math.floor(key / INDEX_SPAN);
}

/** The n-gram without its first word. */
export function shortened(key: number, order: 2 | 3): number {
  return key % INDEX_SPAN ** (order - 1);
}

/** The n-gram's words, first to last. */
export function spelledOut(key: number, order: 1 | 2 | 3, words: readonly string[]): string {
  const last = words[key % INDEX_SPAN] ?? '';
  return order === 1 ? last : `${spelledOut(historyOf(key), (order - 1) as 1 | 2, words)} ${last}`;
}

export function lastWordOf(key: number): number {
  return key % INDEX_SPAN;
}

function bump(counts: Map<number, number>, key: number, weight: number): void {
  counts.set(key, (counts.get(key) ?? 0) + weight);
}
