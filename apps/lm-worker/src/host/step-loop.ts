import { FRAME_MS } from '@parley/protocol';
import { StepClock } from './step-clock.js';
import { StepTimes } from './step-times.js';

/** Where a loop has its time from. */
export interface TimeSource {
  /** Monotonic, in milliseconds. */
  now(): number;
  /** Runs `task` once; the result cancels it. */
  after(delayMs: number, task: () => void): () => void;
}

const systemTime: TimeSource = {
  now: () => performance.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

export interface StepLoopOptions {
  /** One step of all sessions. It must not throw. */
  step(): Promise<void>;
  /** Told after each step how long it took and how many ticks were left out before the next. */
  onStep(durationMs: number, skippedTicks: number): void;
  time?: TimeSource;
}

/** Runs one step every 80 ms, never two at once. */
export class StepLoop {
  private readonly times = new StepTimes();
  private readonly time: TimeSource;
  private readonly clock: StepClock;
  private cancel: (() => void) | undefined;
  private running: Promise<void> | undefined;
  private closed = false;

  constructor(private readonly options: StepLoopOptions) {
    this.time = options.time ?? systemTime;
    this.clock = new StepClock(this.time.now());
    this.schedule(this.clock.next(this.time.now()).delayMs);
  }

  /** Share of the real-time budget in use: p95 of the step time over 80 ms. */
  get load(): number {
    return this.times.percentile(0.95) / FRAME_MS;
  }

  /** Resolves when no step runs any more. */
  async close(): Promise<void> {
    this.closed = true;
    this.cancel?.();
    await this.running;
  }

  private schedule(delayMs: number): void {
    this.cancel = this.time.after(delayMs, () => {
      this.running = this.tick();
    });
  }

  private async tick(): Promise<void> {
    const beganMs = this.time.now();
    await this.options.step();
    const endedMs = this.time.now();
    const { delayMs, skipped } = this.clock.next(endedMs);
    this.times.add(endedMs - beganMs);
    this.options.onStep(endedMs - beganMs, skipped);
    if (!this.closed) this.schedule(delayMs);
  }
}
