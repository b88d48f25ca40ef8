import { cooperatively } from '../concurrency/cooperatively.js';

/** Keeps a single example from deciding too much. */
const REGULARISATION = 0.3;

/**
 * Kernel ridge regression: for each target the weights of the examples with which their similarities come near to it.
 * It has a closed form, so that every start gives the same. The event loop is let go between rows.
 */
export async function kernelRidge(
  count: number,
  similarity: (one: number, other: number) => number,
  targets: readonly Float64Array[],
): Promise<Float64Array[]> {
  const rows = await cholesky(count, similarity);
  return targets.map((target) => solve(rows, target));
}

/** The lower triangle whose product with its transpose is the matrix of similarities. */
async function cholesky(
  count: number,
  similarity: (one: number, other: number) => number,
): Promise<Float64Array[]> {
  const rows = Array.from({ length: count }, (_, at) => new Float64Array(at + 1));
  await cooperatively(rows, (row, at) => {
    for (let other = 0; other <= at; other++) {
      const above = rows[other] ?? row;
      let rest = similarity(at, other) + (at === other ? REGULARISATION : 0);
      for (let i = 0; i < other; i++) rest -= (row[i] ?? 0) * (above[i] ?? 0);
      row[other] = at === other ? Math.sqrt(rest) : rest / (above[other] ?? 1);
    }
  });
  return rows;
}

function solve(rows: readonly Float64Array[], target: Float64Array): Float64Array {
  const values = target.slice();
  rows.forEach((row, at) => {
    let rest = values[at] ?? 0;
    for (let i = 0; i < at; i++) rest -= (row[i] ?? 0) * (values[i] ?? 0);
    values[at] = rest / (row[at] ?? 1);
  });
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at] ?? new Float64Array();
    const value = (values[at] ?? 0) / (row[at] ?? 1);
    values[at] = value;
    for (let i = 0; i < at; i++) values[i] = (values[i] ?? 0) - (row[i] ?? 0) * value;
  }
  return values;
}
