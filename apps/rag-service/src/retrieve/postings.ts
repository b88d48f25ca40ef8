/** Where a term stands: numbers of sections, ascending, and how often there, fields weighted. */
export interface Postings {
  sections: Uint32Array;
  frequencies: Float32Array;
}

/** Collects postings; sections have to come in the order of their numbers. */
export class PostingsBuilder {
  private readonly lists = new Map<string, { sections: number[]; frequencies: number[] }>();

  add(section: number, frequencies: ReadonlyMap<string, number>): void {
    for (const [term, frequency] of frequencies) {
      const list = this.lists.get(term) ?? { sections: [], frequencies: [] };
      if (list.sections.length === 0) this.lists.set(term, list);
      list.sections.push(section);
      list.frequencies.push(frequency);
    }
  }

  finish(): Map<string, Postings> {
    const finished = new Map<string, Postings>();
    for (const [term, { sections, frequencies }] of this.lists)
      finished.set(term, {
        sections: Uint32Array.from(sections),
        frequencies: Float32Array.from(frequencies),
      });
    return finished;
  }
}

/** Whether one of the ascending numbers lies in [from, to). */
export function anyWithin(numbers: Uint32Array, from: number, to: number): boolean {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  const first = numbers[low];
  return first !== undefined && first < to;
}
