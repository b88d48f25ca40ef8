/** Does `work` for all items, a few at a time. The first failure stops the others and is thrown once they have ended. */
export async function inParallel<T>(
  items: Iterable<T>,
  limit: number,
  signal: AbortSignal | undefined,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const queue = items[Symbol.iterator]();
  const worker = async () => {
    try {
      for (let next = queue.next(); !next.done; next = queue.next()) {
        stop.throwIfAborted();
        await work(next.value, stop);
      }
    } catch (error) {
      failed.abort(error);
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  failed.signal.throwIfAborted();
}
