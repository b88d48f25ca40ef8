/** A number of a vector of length 1 in a byte: a quarter of the room, and cosines stay within 0.01. */
const STEPS = 127;

/** Vectors of length 1, each scaled by its own largest number: its scale (f32), then a byte for each number. Little-endian. */
export function packVectors(vectors: readonly Float32Array[]): Uint8Array {
  const width = vectors[0]?.length ?? 0;
  const packed = new Uint8Array(4 + vectors.length * (4 + width));
  const view = new DataView(packed.buffer);
  view.setUint32(0, width, true);
  vectors.forEach((vector, at) => {
    const start = 4 + at * (4 + width);
    const largest = vector.reduce((most, each) => Math.max(most, Math.abs(each)), 1e-9);
    view.setFloat32(start, largest / STEPS, true);
    vector.forEach((each, k) => view.setInt8(start + 4 + k, Math.round((each * STEPS) / largest)));
  });
  return packed;
}

/** Cosines of a vector of length 1 with packed ones; none where they are of another length, or are no packed vectors. */
export function cosinesOf(vector: Float32Array, packed: Uint8Array): Float32Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const width = packed.byteLength < 4 ? 0 : view.getUint32(0, true);
  const count = (packed.byteLength - 4) / (4 + width);
  if (width !== vector.length || !Number.isInteger(count)) return new Float32Array();
  const cosines = new Float32Array(count);
  for (let at = 0; at < count; at++) {
    const start = 4 + at * (4 + width);
    let sum = 0;
    for (let k = 0; k < width; k++) sum += (vector[k] ?? 0) * view.getInt8(start + 4 + k);
    cosines[at] = sum * view.getFloat32(start, true);
  }
  return cosines;
}
