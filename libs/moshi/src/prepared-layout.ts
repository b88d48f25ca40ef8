import { byteLengthOf, type DType } from '@parley/onnx';
import type { Checkpoint, Source } from './checkpoint.js';
import { bitsOf, quantizedShapes, type Quant } from './weight-quantization.js';
import { weightsOf, type Weight } from './tensors.js';

/** A tensor of a prepared file. */
export interface PlannedTensor {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** One weight on its way into a prepared file: a quantized matrix becomes two tensors, others one. */
export interface PlannedWeight {
  readonly weight: Weight;
  readonly source: Source;
  readonly tensors: readonly PlannedTensor[];
}

export function scalesOf(name: string): string {
  return `${name}.scales`;
}

/** What a prepared file holds, in its order. Lookup tables stay in the checkpoint's type. */
export function planWeights(checkpoint: Checkpoint, quant: Quant, steps: number): PlannedWeight[] {
  return weightsOf(checkpoint.config, steps).map((weight) => {
    const source = checkpoint.find(weight) as Source;
    return { weight, source, tensors: tensorsFor(weight, source, quant) };
  });
}

function tensorsFor({ name, kind, shape }: Weight, { tensor }: Source, quant: Quant) {
  if (kind === 'table') return [{ name, dtype: tensor.dtype, shape }];
  if (kind === 'vector' || quant === 'f32') return [{ name, dtype: 'f32' as const, shape }];
  const { packed, scales } = quantizedShapes(shape as [number, number], bitsOf(quant));
  return [
    { name, dtype: 'u8' as const, shape: packed },
    { name: scalesOf(name), dtype: 'f32' as const, shape: scales },
  ];
}

export function bytesOf(tensors: readonly PlannedTensor[]): number {
  return tensors.reduce((sum, { dtype, shape }) => sum + byteLengthOf(dtype, shape), 0);
}
