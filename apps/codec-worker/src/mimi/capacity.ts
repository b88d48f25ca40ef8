import type { Mimi } from '@parley/mimi';
import { percentile95 } from './step-clock.js';

/** A frame has 80 ms; what is left is for Opus, the bus and a busy moment. */
const BUDGET_MS = 60;
const WARM_UP_STEPS = 3;
const MEASURED_STEPS = 12;

/**
 * The largest batch, up to `limit`, whose slowest steps stay within the budget; 0 when not even one does.
 * @param p95Ms of a step of that many slots, both ways
 */
export async function largestBatch(
  p95Ms: (batch: number) => Promise<number>,
  limit: number,
): Promise<number> {
  let largest = 0;
  for (let batch = 1; batch <= limit; batch = next(batch, limit)) {
    if ((await p95Ms(batch)) > BUDGET_MS) break;
    largest = batch;
  }
  return largest;
}

/** One by one at first, then in steps of a quarter; the limit itself is always tried. */
function next(batch: number, limit: number): number {
  const larger = batch + Math.max(1, Math.floor(batch / 4));
  return batch < limit ? Math.min(larger, limit) : larger;
}

/** Times `batch` slots that all speak and hear, 95th percentile in milliseconds. */
export async function measureStepMs(mimi: Mimi, batch: number): Promise<number> {
  const state = mimi.open(batch);
  const pcm = new Float32Array(batch * mimi.frameSamples);
  const timesMs: number[] = [];
  for (let step = 0; step < WARM_UP_STEPS + MEASURED_STEPS; step++) {
    const startedMs = performance.now();
    await mimi.decodeStep(state, await mimi.encodeStep(state, pcm));
    timesMs.push(performance.now() - startedMs);
  }
  state.close();
  return percentile95(timesMs.slice(WARM_UP_STEPS));
}
