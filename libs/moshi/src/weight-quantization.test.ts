import { createRuntime, formulaValues, GraphBuilder } from '@parley/onnx';
import { describe, expect, it } from 'vitest';
import { BLOCK, quantizedShapes, quantizeRows } from './weight-quantization.js';

const [OUTPUTS, INPUTS] = [24, 80];

/** Multiplies in the runtime as the model does, with activations as they are. */
async function multiply(matrix: Float32Array, x: Float32Array, bits: 8 | 4): Promise<Float32Array> {
  const { packed, scales } = quantizeRows(matrix, INPUTS, bits);
  const shapes = quantizedShapes([OUTPUTS, INPUTS], bits);
  const builder = new GraphBuilder(24);
  const input = builder.input('x', 'f32', [1, INPUTS]);
  const weights = builder.constant('u8', shapes.packed, packed);
  const product = builder.op(
    'MatMulNBits',
    [input, weights, builder.constant('f32', shapes.scales, scales)],
    { K: INPUTS, N: OUTPUTS, bits, block_size: BLOCK, accuracy_level: 1 },
  );
  builder.output(product, 'y', 'f32', [1, OUTPUTS]);
  const runtime = createRuntime({ device: 'cpu' });
  const graph = await runtime.load(builder.build());
  const [xs, ys] = [
    runtime.hostTensor('f32', [1, INPUTS]),
    runtime.hostTensor('f32', [1, OUTPUTS]),
  ];
  xs.data?.set(x);
  await graph.bind({ inputs: { x: xs }, outputs: { y: ys } }).run();
  return Float32Array.from(ys.data ?? []);
}

describe('quantizeRows', () => {
  it.each([
    [8 as const, 0.01],
    [4 as const, 0.15],
  ])('keeps a product with %i bits near to the exact one', async (bits, tolerance) => {
    const matrix = formulaValues('matrix', OUTPUTS * INPUTS);
    const x = formulaValues('x', INPUTS);
    const product = await multiply(matrix, x, bits);
    const exact = product.map((_, row) =>
      x.reduce((sum, value, i) => sum + value * (matrix[row * INPUTS + i] as number), 0),
    );
    const norm = (values: Float32Array) => Math.hypot(...values);
    expect(
      norm(product.map((value, i) => value - (exact[i] as number))) / norm(exact),
    ).toBeLessThan(tolerance);
  });

  it('keeps zeros, the value of largest magnitude and its sign', () => {
    const row = new Float32Array(BLOCK).fill(0);
    row[3] = -6;
    row[4] = 3;
    const { packed, scales } = quantizeRows(row, BLOCK, 8);
    const value = (i: number) => ((packed[i] as number) - 128) * (scales[0] as number);
    expect([value(0), value(3), value(4)]).toEqual([0, -6, 3]);
    expect(quantizeRows(new Float32Array(BLOCK), BLOCK, 4).scales[0]).toBeCloseTo(0);
  });
});
