/** PCM on the bus is 16-bit little-endian mono. */

/** Reads a bus payload; copies, since a message's bytes need not be aligned. */
export function pcmFromBytes(bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length >> 1);
  new Uint8Array(samples.buffer).set(bytes.subarray(0, samples.length * 2));
  return samples;
}

/** Views samples as a bus payload without a copy. */
export function pcmToBytes(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
