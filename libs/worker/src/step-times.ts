/** Twenty seconds of steps: long enough for a steady figure, short enough to follow the load. */
const WINDOW = 250;

/** The durations of the latest steps, in milliseconds. */
export class StepTimes {
  private readonly latest: number[] = [];
  private oldest = 0;

  add(ms: number): void {
    if (this.latest.length < WINDOW) this.latest.push(ms);
    else this.latest[this.oldest] = ms;
    this.oldest = (this.oldest + 1) % WINDOW;
  }

  /** The nearest-rank percentile, `share` from 0 to 1; 0 before the first step. */
  percentile(share: number): number {
    const sorted = [...this.latest].sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  }
}
