/** How matrices are kept: 32-bit floats, or blocks of 8- or 4-bit integers with one scale each. */
export const QUANTS = ['f32', 'q8', 'q4'] as const;
export type Quant = (typeof QUANTS)[number];

/** Inputs that share a scale. */
export const BLOCK = 32;

export function bitsOf(quant: Exclude<Quant, 'f32'>): 8 | 4 {
  return quant === 'q8' ? 8 : 4;
}

/** Shapes of a quantized (outputs, inputs) matrix as `MatMulNBits` takes it; the last block of a row is filled up. */
export function quantizedShapes([outputs, inputs]: readonly [number, number], bits: 8 | 4) {
  const blocks = Math.ceil(inputs / BLOCK);
  return { packed: [outputs, blocks, (BLOCK * bits) / 8], scales: [outputs, blocks] };
}

/**
 * Rounds rows of a matrix to integers around the middle of their range, block by block of a row
 * (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulNBits).
 * The value of largest magnitude in a block falls on the integer that lies farthest from the middle.
 * @param values (rows, inputs)
 */
export function quantizeRows(
  values: Float32Array,
  inputs: number,
  bits: 8 | 4,
): { packed: Uint8Array; scales: Float32Array } {
  const rows = values.length / inputs;
  const blocks = Math.ceil(inputs / BLOCK);
  const bytesPerBlock = (BLOCK * bits) / 8;
  const middle = 2 ** (bits - 1);
  const packed = new Uint8Array(rows * blocks * bytesPerBlock);
  const scales = new Float32Array(rows * blocks);
  if (bits === 4) packed.fill((middle << 4) | middle);
  else packed.fill(middle);
  for (let row = 0; row < rows; row++)
    for (let block = 0; block < blocks; block++) {
      const from = row * inputs + block * BLOCK;
      const to = Math.min(from + BLOCK, (row + 1) * inputs);
      const index = row * blocks + block;
      const scale = Math.fround(extreme(values, from, to) / -middle);
      scales[index] = scale;
      if (scale === 0) continue;
      const at = index * bytesPerBlock;
      if (bits === 8) roundToBytes(values, from, to, scale, packed, at);
      else roundToNibbles(values, from, to, scale, packed, at);
    }
  return { packed, scales };
}

/** The value of largest magnitude, with its sign. */
function extreme(values: Float32Array, from: number, to: number): number {
  let result = 0;
  for (let i = from; i < to; i++) {
    const value = values[i] as number;
    if (Math.abs(value) > Math.abs(result)) result = value;
  }
  return result;
}

function roundToBytes(
  values: Float32Array,
  from: number,
  to: number,
  scale: number,
  packed: Uint8Array,
  at: number,
): void {
  for (let i = from; i < to; i++)
    packed[at + i - from] = Math.min(255, Math.round((values[i] as number) / scale) + 128);
}

/** Two values a byte, the first in the low half. */
function roundToNibbles(
  values: Float32Array,
  from: number,
  to: number,
  scale: number,
  packed: Uint8Array,
  at: number,
): void {
  for (let i = from; i < to; i++) {
    const level = Math.min(15, Math.round((values[i] as number) / scale) + 8);
    const byte = at + ((i - from) >> 1);
    const kept = packed[byte] as number;
    packed[byte] = (i - from) % 2 === 0 ? (kept & 0xf0) | level : (kept & 0x0f) | (level << 4);
  }
}
