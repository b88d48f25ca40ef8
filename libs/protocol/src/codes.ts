/** Codes of one frame on the bus: one 16-bit little-endian number a codebook, the first codebook first. */

/** Reads a bus payload; copies, since a message's bytes need not be aligned. */
export function codesFromBytes(bytes: Uint8Array): Uint16Array {
  const codes = new Uint16Array(bytes.length >> 1);
  new Uint8Array(codes.buffer).set(bytes.subarray(0, codes.length * 2));
  return codes;
}

export function codesToBytes(codes: ArrayLike<number>): Uint8Array {
  return new Uint8Array(Uint16Array.from(codes).buffer);
}
