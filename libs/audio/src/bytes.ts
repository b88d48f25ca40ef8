/** A new array with the bytes of both. */
export function concatBytes(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}

export function startsWith(bytes: Uint8Array | undefined, prefix: Uint8Array): boolean {
  return bytes !== undefined && prefix.every((byte, i) => bytes[i] === byte);
}
