import { setImmediate as nextTurn } from 'node:timers/promises';

const TURN_MS = 10;

/**
 * Works through many items, and lets questions be answered every few milliseconds.
 * @throws the reason of the signal.
 */
export async function cooperatively<T>(
  items: Iterable<T>,
  work: (item: T, at: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  let startedAt = performance.now();
  let at = 0;
  for (const item of items) {
    work(item, at++);
    if (performance.now() - startedAt < TURN_MS) continue;
    await nextTurn();
    signal?.throwIfAborted();
    startedAt = performance.now();
  }
}
