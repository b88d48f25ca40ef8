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
  /** Told after each tick how long its last step took and how many ticks were left out before the next. */
  onStep?(durationMs: number, skippedTicks: number): void;
  /** True while work waits that a further step would do: it is then done before the next tick, if there is time. */
  isBehind?(): boolean;
  time?: TimeSource;
}

/** Runs one step every 80 ms, never two at once, and more while work waits and there is time for it. */
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
    let tookMs = await this.timedStep();
    while (this.mayStepAgain(tookMs)) tookMs = await this.timedStep();
    const { delayMs, skipped } = this.clock.next(this.time.now());
    this.options.onStep?.(tookMs, skipped);
    if (!this.closed) this.schedule(delayMs);
  }

  private mayStepAgain(tookMs: number): boolean {
    if (this.closed || !this.options.isBehind?.()) return false;
    return tookMs < this.clock.untilNextMs(this.time.now());
  }

  private async timedStep(): Promise<number> {
    const beganMs = this.time.now();
    await this.options.step();
    const tookMs = this.time.now() - beganMs;
    this.times.add(tookMs);
    return tookMs;
  }
}
