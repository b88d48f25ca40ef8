import { setTimeout as delay } from 'node:timers/promises';

const FRAME_MS = 80;
/** Steps whose times count for the load. */
const WINDOW = 50;

export interface Steppable {
  step(): Promise<void>;
  /** Work waits that a further step would do. */
  readonly isBehind: boolean;
}

/** Steps once every 80 ms without drift, and more often while work waits and there is time for it. */
export class StepClock {
  private readonly stop = new AbortController();
  private readonly running: Promise<void>;
  private readonly recentMs: number[] = [];

  constructor(private readonly work: Steppable) {
    this.running = this.run();
  }

  /** p95 of a step's time over 80 ms. */
  get load(): number {
    return percentile95(this.recentMs) / FRAME_MS;
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    let due = performance.now();
    while (!this.stop.signal.aborted) {
      // After a long stall there is nothing to catch up with by stepping without a pause.
      due = Math.max(due, performance.now() - FRAME_MS) + FRAME_MS;
      await this.stepUntil(due);
      await delay(Math.max(0, due - performance.now()), undefined, {
        signal: this.stop.signal,
      }).catch(() => undefined);
    }
  }

  private async stepUntil(due: number): Promise<void> {
    let tookMs: number;
    do {
      tookMs = await this.timedStep();
    } while (this.work.isBehind && !this.stop.signal.aborted && performance.now() + tookMs < due);
  }

  private async timedStep(): Promise<number> {
    const startedMs = performance.now();
    await this.work.step();
    const tookMs = performance.now() - startedMs;
    this.recentMs.push(tookMs);
    this.recentMs.splice(0, this.recentMs.length - WINDOW);
    return tookMs;
  }
}

export function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? 0;
}
