import type { Value } from '@parley/onnx';
import type { WeightSource } from './checkpoint.js';
import { stepsPerFrame, type MimiConfig } from './config.js';
import { BATCH, type StreamGraph } from './stream-graph.js';

const NORM_EPSILON = 1e-5;

/**
 * Slots of the ring that holds past keys and values. A step's first query still sees `context` keys after the step
 * has written its own, and what a slot that sits out writes lands where nothing is read before it is overwritten.
 */
export function ringSlots(config: MimiConfig): number {
  const steps = stepsPerFrame(config);
  return Math.ceil((config.transformer.context + steps) / steps) * steps;
}

/** What all layers of a step share, worked out outside the graph. See `positionInputs`. */
interface Position {
  cos: Value;
  sin: Value;
  bias: Value;
  writeAt: Value;
}

/**
 * Streaming transformer with rotary positions, layer norm before, layer scale after (reference: `ProjectedTransformer`).
 * @param x (batch, steps, d_model)
 * @returns the same shape
 */
export async function transformer(
  graph: StreamGraph,
  weights: WeightSource,
  name: string,
  x: Value,
): Promise<Value> {
  const { config } = weights;
  const position = positionInputs(graph, config);
  let y = x;
  for (let layer = 0; layer < config.transformer.num_layers; layer++) {
    y = await transformerLayer(graph, weights, `${name}.transformer.layers.${layer}`, y, position);
  }
  return y;
}

/**
 * `rope.cos`, `rope.sin`: (batch, steps, half a head) of the positions in this step.
 * `attention.bias`: (batch, 1, steps, ring), 0 where a query may look and -infinity elsewhere.
 * `ring.write`: (batch), the ring slot of the step's first position.
 */
function positionInputs({ builder }: StreamGraph, config: MimiConfig): Position {
  const steps = stepsPerFrame(config);
  const half = config.transformer.d_model / config.transformer.num_heads / 2;
  return {
    cos: builder.input('rope.cos', 'f32', [BATCH, steps, half]),
    sin: builder.input('rope.sin', 'f32', [BATCH, steps, half]),
    bias: builder.input('attention.bias', 'f32', [BATCH, 1, steps, ringSlots(config)]),
    writeAt: builder.input('ring.write', 'i64', [BATCH]),
  };
}

async function transformerLayer(
  graph: StreamGraph,
  weights: WeightSource,
  name: string,
  x: Value,
  position: Position,
): Promise<Value> {
  const { d_model: width, dim_feedforward: hidden } = weights.config.transformer;
  const { builder } = graph;
  const attended = await attention(
    graph,
    weights,
    `${name}.self_attn`,
    await layerNorm(graph, weights, `${name}.norm1`, x),
    position,
  );
  const afterAttention = builder.op('Add', [
    x,
    await layerScale(graph, weights, `${name}.layer_scale_1`, attended),
  ]);
  const normed = await layerNorm(graph, weights, `${name}.norm2`, afterAttention);
  const widened = builder.op('Gelu', [
    await linear(graph, weights, `${name}.linear1`, normed, width, hidden),
  ]);
  const narrowed = await linear(graph, weights, `${name}.linear2`, widened, hidden, width);
  return builder.op('Add', [
    afterAttention,
    await layerScale(graph, weights, `${name}.layer_scale_2`, narrowed),
  ]);
}

async function attention(
  graph: StreamGraph,
  weights: WeightSource,
  name: string,
  x: Value,
  { cos, sin, bias, writeAt }: Position,
): Promise<Value> {
  const { d_model: width, num_heads: heads } = weights.config.transformer;
  const steps = stepsPerFrame(weights.config);
  const perHead = width / heads;
  const { builder } = graph;
  const projected = await linear(graph, weights, `${name}.in_projs.0`, x, width, 3 * width);
  const byHead = graph.transpose(
    graph.reshape(projected, [0, steps, 3 * heads, perHead]),
    [0, 2, 1, 3],
  );
  const part = (index: number) => graph.slice(byHead, 1, index * heads, (index + 1) * heads);
  const rotate = (vectors: Value) =>
    builder.op('RotaryEmbedding', [vectors, cos, sin], { interleaved: 1 });
  const keys = remember(graph, `${name}.keys`, rotate(part(1)), weights.config, writeAt);
  const values = remember(graph, `${name}.values`, part(2), weights.config, writeAt);
  const scores = builder.op('FusedMatMul', [rotate(part(0)), keys], {
    transB: 1,
    alpha: { float: 1 / Math.sqrt(perHead) },
  });
  const probabilities = builder.op('Softmax', [builder.op('Add', [scores, bias])], { axis: -1 });
  const mixed = graph.transpose(builder.op('MatMul', [probabilities, values]), [0, 2, 1, 3]);
  return linear(
    graph,
    weights,
    `${name}.out_projs.0`,
    graph.reshape(mixed, [0, steps, width]),
    width,
    width,
  );
}

/** Writes this step's (batch, heads, steps, per head) into the ring, in place, and gives the whole ring. */
function remember(
  graph: StreamGraph,
  name: string,
  fresh: Value,
  config: MimiConfig,
  writeAt: Value,
): Value {
  const { d_model: width, num_heads: heads } = config.transformer;
  const ring = graph.ring(name, [heads, ringSlots(config), width / heads]);
  const written = graph.builder.op('TensorScatter', [ring.stored, fresh, writeAt], {
    axis: 2,
    mode: 'circular',
  });
  ring.update(written);
  return written;
}

async function layerNorm(
  { builder }: StreamGraph,
  weights: WeightSource,
  name: string,
  x: Value,
): Promise<Value> {
  const { d_model: width } = weights.config.transformer;
  const scale = builder.floats(await weights.read(`${name}.weight`, [width]), [width]);
  const shift = builder.floats(await weights.read(`${name}.bias`, [width]), [width]);
  return builder.op('LayerNormalization', [x, scale, shift], {
    axis: -1,
    epsilon: { float: NORM_EPSILON },
  });
}

async function layerScale(
  { builder }: StreamGraph,
  weights: WeightSource,
  name: string,
  x: Value,
): Promise<Value> {
  const { d_model: width } = weights.config.transformer;
  return builder.op('Mul', [
    x,
    builder.floats(await weights.read(`${name}.scale`, [width]), [width]),
  ]);
}

/** A linear layer without bias; the checkpoint holds (outputs, inputs). */
async function linear(
  graph: StreamGraph,
  weights: WeightSource,
  name: string,
  x: Value,
  inputs: number,
  outputs: number,
): Promise<Value> {
  return graph.linear(
    x,
    transposed(await weights.read(`${name}.weight`, [outputs, inputs]), outputs, inputs),
    [inputs, outputs],
  );
}

/** (rows, columns) to (columns, rows). */
export function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = matrix[row * columns + column] as number;
  return result;
}
