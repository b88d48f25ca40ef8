/**
 * The items in their order, some at a time.
 * @param size a batch is full as soon as its items weigh that much
 * @param weightOf 1 for every item when absent
 */
export function* batchesOf<T>(
  all: readonly T[],
  size: number,
  weightOf: (item: T) => number = () => 1,
): Generator<T[]> {
  let batch: T[] = [];
  let weight = 0;
  for (const item of all) {
    batch.push(item);
    weight += weightOf(item);
    if (weight < size) continue;
    yield batch;
    batch = [];
    weight = 0;
  }
  if (batch.length > 0) yield batch;
}
