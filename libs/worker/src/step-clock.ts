import { FRAME_MS } from '@parley/protocol';

/** When to run the next tick, and how many ticks were missed and are left out. */
export interface NextTick {
  delayMs: number;
  skipped: number;
}

/**
 * Ticks on a fixed grid from `startMs`, so that small delays never add up. A tick that is late by less than
 * one period still runs; those before it are left out, since a burst of frames would only be thrown away.
 */
export class StepClock {
  private tick = 0;

  constructor(
    private readonly startMs: number,
    private readonly periodMs = FRAME_MS,
  ) {}

  next(nowMs: number): NextTick {
    const lateMs = nowMs - this.dueMs(this.tick + 1);
    const skipped = Math.max(0, Math.floor(lateMs / this.periodMs));
    this.tick += 1 + skipped;
    return { delayMs: Math.max(0, this.dueMs(this.tick) - nowMs), skipped };
  }

  /** How long until the tick after the one that runs. */
  untilNextMs(nowMs: number): number {
    return this.dueMs(this.tick + 1) - nowMs;
  }

  private dueMs(tick: number): number {
    return this.startMs + tick * this.periodMs;
  }
}
