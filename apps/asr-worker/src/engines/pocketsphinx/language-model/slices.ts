import { setImmediate as nextTurn } from 'node:timers/promises';

/** Long work that pauses at every `yield`, so that audio frames need not wait for it. */
export type Steps<T> = Generator<void, T>;

/** Runs to the end at once. */
export function runSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Runs to the end, giving the event loop its turn whenever `sliceMs` have gone by. */
export async function runInSlices<T>(steps: Steps<T>, sliceMs = 8): Promise<T> {
  for (let began = performance.now(); ;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - began < sliceMs) continue;
    await nextTurn();
    began = performance.now();
  }
}
