/**
 * `count` values from -1 to 1 that depend on `name` and their position alone, exact in floating point on every machine: stand-ins
 * for trained weights. The same formula stands in `tools/reference/formula_weights.py`, so that two implementations can be compared
 * without a large file.
 */
export function formulaValues(name: string, count: number, first = 0): Float32Array {
  const seed = fnv1a(name);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = formulaValue(seed, first + i);
  return values;
}

/** From a hash of the position (the finalizer of MurmurHash3). */
function formulaValue(seed: number, index: number): number {
  let hash = (seed + Math.imul(index, 0x9e3779b1)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  hash = (hash ^ (hash >>> 16)) >>> 0;
  return (hash >>> 8) / 2 ** 23 - 1;
}

function fnv1a(text: string): number {
  return [...text].reduce(
    (hash, char) => Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0,
    0x811c9dc5,
  );
}
