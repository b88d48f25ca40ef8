/** Bytes of a safetensors file with 32-bit float tensors, for tests. */
export function writeSafetensors(
  tensors: Record<string, { shape: number[]; values: ArrayLike<number> }>,
): Uint8Array {
  let end = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, values }]) => {
      const begin = end;
      end += values.length * 4;
      return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }];
    }),
  );
  const data = Object.values(tensors).map(({ values }) =>
    Buffer.from(Float32Array.from(values).buffer),
  );
  return safetensorsBytes(header, Buffer.concat(data));
}

/** A header, right or wrong, before some bytes. */
export function safetensorsBytes(header: unknown, data: Uint8Array): Uint8Array {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}
