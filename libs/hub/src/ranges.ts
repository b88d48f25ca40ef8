/** From the first byte to the one after the last. */
export type Range = readonly [from: number, to: number];

/** Which bytes of a file are there. */
export class Ranges {
  private list: Range[] = [];

  constructor(ranges: readonly Range[] = []) {
    for (const [from, to] of ranges) this.add(from, to);
  }

  get bytes(): number {
    return this.list.reduce((sum, [from, to]) => sum + to - from, 0);
  }

  /** Apart and in order. */
  get all(): readonly Range[] {
    return this.list;
  }

  add(from: number, to: number): void {
    const touching = this.list.filter(([start, end]) => start <= to && end >= from);
    const others = this.list.filter((range) => !touching.includes(range));
    const start = Math.min(from, ...touching.map(([start]) => start));
    const end = Math.max(to, ...touching.map(([, end]) => end));
    this.list = [...others, [start, end] as const].sort(([a], [b]) => a - b);
  }

  clear(): void {
    this.list = [];
  }

  /** What is not there of `bytes` bytes, in portions of at most `portion`. */
  *missing(bytes: number, portion: number): Generator<Range> {
    let from = 0;
    for (const [start, end] of [...this.list, [bytes, bytes] as const]) {
      for (; from < start; from = Math.min(from + portion, start))
        yield [from, Math.min(from + portion, start)];
      from = end;
    }
  }
}
