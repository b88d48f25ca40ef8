/** A frame has 80 ms; what is left is for Opus, the bus and a busy moment. */
const BUDGET_MS = 60;
const WARM_UP_STEPS = 3;
const MEASURED_STEPS = 12;

/**
 * The largest batch, up to `limit`, whose slowest steps stay within the budget; 0 when not even one does.
 * @param p95Ms of a step of that many slots
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

/** Times a step, 95th percentile in milliseconds. One that is far too slow is not run more often than needed to know. */
export async function measureP95Ms(step: () => Promise<void>): Promise<number> {
  const timesMs: number[] = [];
  for (let run = 0; run < WARM_UP_STEPS + MEASURED_STEPS; run++) {
    const startedMs = performance.now();
    await step();
    timesMs.push(performance.now() - startedMs);
    if (run >= 1 && Math.min(...timesMs) > 4 * BUDGET_MS) return Math.min(...timesMs);
  }
  const sorted = timesMs.slice(WARM_UP_STEPS).sort((a, b) => a - b);
  return sorted[Math.ceil(0.95 * sorted.length) - 1] as number;
}

/** One by one at first, then in steps of a quarter; the limit itself is always tried. */
function next(batch: number, limit: number): number {
  const larger = batch + Math.max(1, Math.floor(batch / 4));
  return batch < limit ? Math.min(larger, limit) : larger;
}
