import type { ModelFolder } from './model-folder.js';

/**
 * One vector of length 1 for each text.
 * @param states [texts, tokens, dimensions], a vector for each token, row-major
 * @param lengths tokens of each text; the rest of its row is padding
 */
export function pooled(
  states: Float32Array,
  lengths: readonly number[],
  { pooling, dimensions }: Pick<ModelFolder, 'pooling' | 'dimensions'>,
): Float32Array[] {
  const row = states.length / lengths.length;
  return lengths.map((length, text) => {
    const counted = pooling === 'cls' ? 1 : length;
    const vector = new Float32Array(dimensions);
    for (let at = 0; at < counted * dimensions; at++)
      vector[at % dimensions] = (vector[at % dimensions] ?? 0) + (states[text * row + at] ?? 0);
    return toLengthOne(vector);
  });
}

export function add(sum: Float32Array, vector: Float32Array): void {
  vector.forEach((each, at) => (sum[at] = (sum[at] ?? 0) + each));
}

/** A sum points where the mean does. */
export function toLengthOne(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, each) => sum + each * each, 0)) || 1;
  return vector.map((each) => each / length);
}
