import { cooperatively } from '../concurrency/cooperatively.js';

/** Texts, numbered from 0, and their terms, numbered from 1. */
export interface IndexedTexts {
  readonly size: number;
  /** How many different ones. */
  readonly terms: number;
  /** How often each term stands in a text, fields weighted. */
  frequenciesOf(text: number): ReadonlyMap<number, number>;
}

/** Where each term stands: numbers of sections, ascending, and how often there, for all terms end to end. */
export class Postings {
  private constructor(
    /** The postings of term t are those from `ends[t - 1]` to `ends[t]`. */
    private readonly ends: Uint32Array,
    private readonly sections: Uint32Array,
    private readonly frequencies: Float32Array,
  ) {}

  /**
   * Of texts that are the sections numbered from `first` on. Frequencies are asked for twice, which takes less than keeping them.
   * @throws the reason of the signal.
   */
  static async of(read: IndexedTexts, first: number, signal?: AbortSignal): Promise<Postings> {
    const next = new Uint32Array(read.terms + 1);
    const texts = Array.from({ length: read.size }, (_, text) => text);
    const count = (text: number) => {
      for (const term of read.frequenciesOf(text).keys()) next[term] = (next[term] ?? 0) + 1;
    };
    await cooperatively(texts, count, signal);
    for (let term = 1; term < next.length; term++)
      next[term] = (next[term] ?? 0) + (next[term - 1] ?? 0);
    const ends = next.slice();
    const sections = new Uint32Array(ends.at(-1) ?? 0);
    const frequencies = new Float32Array(sections.length);
    const fill = (text: number) => {
      for (const [term, frequency] of read.frequenciesOf(text)) {
        const place = next[term - 1] ?? 0;
        next[term - 1] = place + 1;
        sections[place] = first + text;
        frequencies[place] = frequency;
      }
    };
    await cooperatively(texts, fill, signal);
    return new Postings(ends, sections, frequencies);
  }

  /** How many sections hold the term. */
  countOf(term: number): number {
    return (this.ends[term] ?? 0) - (this.ends[term - 1] ?? 0);
  }

  forEach(term: number, told: (section: number, frequency: number) => void): void {
    const end = this.ends[term] ?? 0;
    for (let at = this.ends[term - 1] ?? 0; at < end; at++)
      told(this.sections[at] ?? 0, this.frequencies[at] ?? 0);
  }

  /** Whether one of the sections from `from` on, and before `to`, holds the term. */
  anyWithin(term: number, from: number, to: number): boolean {
    const end = this.ends[term] ?? 0;
    let low = this.ends[term - 1] ?? 0;
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sections[middle] ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    return low < end && (this.sections[low] ?? 0) < to;
  }
}
