/** Reads an ARPA model back, as a decoder would, to check what was written. */
export class ArpaModel {
  readonly announced: Record<number, number> = {};
  readonly counts: Record<number, number> = {};
  private readonly entries = new Map<string, { probability: number; backoff: number }>();

  static parse(arpa: string): ArpaModel {
    const model = new ArpaModel();
    let order = 0;
    for (const line of arpa.split('\n')) {
      const announced = /^ngram (\d)=(\d+)$/.exec(line);
      const section = /^\\(\d)-grams:$/.exec(line);
      if (announced) model.announced[Number(announced[1])] = Number(announced[2]);
      else if (section) order = Number(section[1]);
      else if (order > 0 && /^-?\d/.test(line)) model.add(order, line.split(' '));
    }
    return model;
  }

  get words(): string[] {
    return [...this.entries.keys()].filter((ngram) => !ngram.includes(' '));
  }

  /** Probability of a word after a history of at most two words. */
  probability(word: string, history: readonly string[]): number {
    const entry = this.entries.get([...history, word].join(' '));
    if (entry) return entry.probability;
    if (history.length === 0) return 0;
    const backoff = this.entries.get(history.join(' '))?.backoff ?? 1;
    return backoff * this.probability(word, history.slice(1));
  }

  /** log10 of a sentence. */
  logProbability(sentence: readonly string[]): number {
    const words = ['<s>', ...sentence, '</s>'];
    return words
      .slice(1)
      .reduce(
        (sum, word, at) =>
          sum + Math.log10(this.probability(word, words.slice(Math.max(0, at - 1), at + 1))),
        0,
      );
  }

  private add(order: number, fields: readonly string[]): void {
    const ngram = fields.slice(1, order + 1).join(' ');
    const backoff = fields[order + 1];
    this.entries.set(ngram, {
      probability: 10 ** Number(fields[0]),
      backoff: backoff === undefined ? 1 : 10 ** Number(backoff),
    });
    this.counts[order] = (this.counts[order] ?? 0) + 1;
  }
}
