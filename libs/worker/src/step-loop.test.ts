import { describe, expect, it } from 'vitest';
import { StepLoop, type TimeSource } from './step-loop.js';

/** Time that passes only when told to. */
class FakeTime implements TimeSource {
  private nowMs = 0;
  private task: { atMs: number; run: () => void } | undefined;

  now(): number {
    return this.nowMs;
  }

  after(delayMs: number, run: () => void): () => void {
    this.task = { atMs: this.nowMs + delayMs, run };
    return () => (this.task = undefined);
  }

  pass(ms: number): void {
    this.nowMs += ms;
  }

  /** Runs what is planned next, `lateMs` after its time. */
  async runNext(lateMs = 0): Promise<void> {
    const { task } = this;
    if (!task) throw new Error('nothing is planned');
    this.task = undefined;
    this.nowMs = task.atMs + lateMs;
    task.run();
    await new Promise(setImmediate);
  }

  get isIdle(): boolean {
    return this.task === undefined;
  }
}

function startLoop(stepMs: (step: number) => number) {
  const time = new FakeTime();
  const startedAt: number[] = [];
  const skipped: number[] = [];
  const loop = new StepLoop({
    time,
    step: async () => {
      startedAt.push(time.now());
      time.pass(stepMs(startedAt.length));
    },
    onStep: (_, skippedTicks) => skipped.push(skippedTicks),
  });
  return { time, loop, startedAt, skipped };
}

describe('StepLoop', () => {
  it('steps every 80 ms, however long a step takes and however late a timer is', async () => {
    const { time, startedAt } = startLoop(() => 30);
    for (const lateMs of [0, 3, 7, 0]) await time.runNext(lateMs);
    expect(startedAt).toEqual([80, 163, 247, 320]);
  });

  it('runs a step that is a little late at once and keeps to its grid', async () => {
    const { time, startedAt, skipped } = startLoop((step) => (step === 1 ? 100 : 10));
    for (let i = 0; i < 3; i++) await time.runNext();
    expect(startedAt).toEqual([80, 180, 240]);
    expect(skipped).toEqual([0, 0, 0]);
  });

  it('leaves missed ticks out instead of catching up in a burst', async () => {
    const { time, startedAt, skipped } = startLoop((step) => (step === 1 ? 300 : 10));
    for (let i = 0; i < 3; i++) await time.runNext();
    expect(startedAt).toEqual([80, 380, 400]);
    expect(skipped).toEqual([2, 0, 0]);
  });

  it('knows its load from the slowest of twenty steps', async () => {
    const { time, loop } = startLoop((step) => (step > 18 ? 60 : 20));
    for (let i = 0; i < 20; i++) await time.runNext();
    expect(loop.load).toBe(60 / 80);
  });

  it('steps again before the next tick while work waits and there is time for it', async () => {
    const time = new FakeTime();
    const startedAt: number[] = [];
    const waiting = [1, 2, 3, 4, 5];
    const step = async () => {
      startedAt.push(time.now());
      time.pass(30);
      waiting.pop();
    };
    const loop = new StepLoop({ time, step, isBehind: () => waiting.length > 0 });
    await time.runNext();
    await time.runNext();
    expect(startedAt).toEqual([80, 110, 160, 190]);
    await loop.close();
  });

  it('plans nothing any more once closed', async () => {
    const { time, loop } = startLoop(() => 1);
    await time.runNext();
    await loop.close();
    expect(time.isIdle).toBe(true);
  });
});
