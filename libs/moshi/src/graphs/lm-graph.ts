import { GraphBuilder, type Value } from '@parley/onnx';
import type { PreparedWeights } from '../prepared.js';
import { BLOCK } from '../weight-quantization.js';

/** Slots that are stepped together; open, so that one graph serves any number of them. */
export const BATCH = 'batch';

const NORM_EPSILON = 1e-8;

/** 8-bit activations for quantized matrices: the fast kernels of the CPU. */
const ACCURACY_INT8 = 4;

/** Building blocks that both transformers share (reference: `transformer.py`, `gating.py`). */
export class LmGraph {
  /** `TensorScatter` came with opset 24. */
  readonly builder = new GraphBuilder(24);

  constructor(private readonly weights: PreparedWeights) {}

  /** `x` (..., inputs) times a weight (outputs, inputs). */
  linear(x: Value, name: string): Value {
    const { values, scales } = this.weights.matrix(name);
    if (!scales) return this.op('FusedMatMul', [x, this.builder.weight(values)], { transB: 1 });
    const inputs = this.inputsOf(name);
    return this.op('MatMulNBits', [x, this.builder.weight(values), this.builder.weight(scales)], {
      K: inputs,
      N: values.shape[0] as number,
      bits: ((values.shape[2] as number) * 8) / BLOCK,
      block_size: BLOCK,
      accuracy_level: ACCURACY_INT8,
    });
  }

  /**
   * Rows of a table.
   * @param tokens of any shape; -1 gives zeros
   * @returns that shape and the table's width
   */
  embedding(tokens: Value, name: string): Value {
    const row = this.op('Max', [tokens, this.builder.integers([0], [])]);
    const table = this.builder.weight(this.weights.tensor(name));
    const found = this.op('Cast', [this.op('Gather', [table, row], { axis: 0 })], { to: FLOAT });
    const given = this.op('GreaterOrEqual', [tokens, this.builder.integers([0], [])]);
    const mask = this.op('Unsqueeze', [given, this.builder.integers([-1])]);
    return this.op('Where', [mask, found, this.builder.floats([0], [])]);
  }

  rmsNorm(x: Value, name: string): Value {
    const stored = this.weights.tensor(name);
    const scale = this.builder.weight(stored, { shape: [stored.shape.at(-1) as number] });
    return this.op('RMSNormalization', [x, scale], {
      axis: -1,
      epsilon: { float: NORM_EPSILON },
    });
  }

  /** Feed-forward layer with a gate: silu(a) * b of two branches. */
  gated(x: Value, name: string): Value {
    const [gate, branch] = this.builder.ops(
      'Split',
      [this.linear(x, `${name}.linear_in.weight`)],
      { axis: -1, num_outputs: 2 },
      2,
    ) as [Value, Value];
    const opened = this.op('Mul', [gate, this.op('Sigmoid', [gate])]);
    return this.linear(this.op('Mul', [opened, branch]), `${name}.linear_out.weight`);
  }

  reshape(x: Value, sizes: readonly number[]): Value {
    return this.op('Reshape', [x, this.builder.integers(sizes)]);
  }

  op(...args: Parameters<GraphBuilder['op']>): Value {
    return this.builder.op(...args);
  }

  private inputsOf(name: string): number {
    return this.weights.shapeOf(name)[1] as number;
  }
}

const FLOAT = 1;
