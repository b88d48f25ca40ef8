/** What happened in a chaos run, and what should not have. */
export class Tally {
  readonly counts = new Map<string, number>();
  /** Sentences with which sessions ended, and how often. */
  readonly sentences = new Map<string, number>();
  readonly complaints: string[] = [];

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  ended(sentence: string): void {
    this.count('ended with a sentence');
    this.sentences.set(sentence, (this.sentences.get(sentence) ?? 0) + 1);
  }

  complain(sentence: string): void {
    this.complaints.push(sentence);
  }
}
