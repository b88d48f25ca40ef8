import type { Model, Value } from '@parley/onnx';
import { streamCount, type MoshiConfig } from '../config.js';
import type { PreparedWeights } from '../prepared.js';
import { range } from '../tensors.js';
import { BATCH, LmGraph } from './lm-graph.js';
import { MAX_TOP_K, sample, samplingInputs } from './sampling.js';

/** Frames that are fed at once; open, so that prompts go through in larger portions. */
const TIME = 'time';

/** Most frames that a run of the graph takes. */
export const MAX_FRAMES = 32;

/** Slots of the ring of past keys and values: the first query of a run still sees `context` keys after the run has written its own. */
export function ringSlots({ context }: MoshiConfig): number {
  return context + MAX_FRAMES - 1;
}

/** Frames that a query sees: one less than `context`, since the reference takes the oldest key of a full ring for one to come. */
export function seenFrames({ context }: MoshiConfig): number {
  return context - 1;
}

/** Names and shapes, for one slot, of the state that the graph keeps: keys and values of each layer. */
export function temporalStates(config: MoshiConfig) {
  const { num_layers: layers, num_heads: heads, dim } = config;
  return range(layers).flatMap((layer) =>
    ['keys', 'values'].map((kind) => ({
      name: `${kind}.${layer}`,
      shape: [heads, ringSlots(config), dim / heads],
    })),
  );
}

interface Position {
  readonly cos: Value;
  readonly sin: Value;
  readonly bias: Value;
  readonly writeAt: Value;
}

/**
 * The temporal transformer (reference: `LMModel.forward_codes`): tokens of one or more frames in, the last frame's hidden
 * vector, text logits and text token out.
 *
 * `tokens` (batch, time, streams), -1 for none; `extra` (batch, time, dim) is added to their embeddings, so that a frame of
 * nothing but -1 is its extra alone. Positions are worked out outside: `rope.cos` and `rope.sin` (batch, time, half a head),
 * `attention.bias` (batch, 1, time, ring), `ring.write` (batch).
 */
export function temporalModel(config: MoshiConfig, weights: PreparedWeights): Model {
  const graph = new LmGraph(weights);
  const { builder } = graph;
  const streams = streamCount(config);
  const half = config.dim / config.num_heads / 2;
  const tokens = builder.input('tokens', 'i64', [BATCH, TIME, streams]);
  const extra = builder.input('extra', 'f32', [BATCH, TIME, config.dim]);
  const position = {
    cos: builder.input('rope.cos', 'f32', [BATCH, TIME, half]),
    sin: builder.input('rope.sin', 'f32', [BATCH, TIME, half]),
    bias: builder.input('attention.bias', 'f32', [BATCH, 1, TIME, ringSlots(config)]),
    writeAt: builder.input('ring.write', 'i64', [BATCH]),
  };
  let x = graph.op('Add', [embed(graph, tokens, streams), extra]);
  for (const layer of range(config.num_layers))
    x = transformerLayer(graph, config, layer, x, position);
  const last = graph.op('Gather', [x, builder.integers([-1], [])], { axis: 1 });
  const hidden = graph.rmsNorm(last, 'out_norm.alpha');
  const logits = graph.linear(hidden, 'text_linear.weight');
  const candidates = Math.min(MAX_TOP_K, config.text_card);
  const noise = builder.input('sampling.noise', 'f32', [BATCH, candidates]);
  const token = sample(graph, logits, noise, samplingInputs(graph));
  builder.output(hidden, 'hidden', 'f32', [BATCH, config.dim]);
  builder.output(logits, 'text.logits', 'f32', [BATCH, config.text_card]);
  builder.output(token, 'text.token', 'i64', [BATCH]);
  return builder.build();
}

/** The sum of the embeddings of all streams, audio first as in the reference. */
function embed(graph: LmGraph, tokens: Value, streams: number): Value {
  const { builder } = graph;
  const stream = (index: number) =>
    graph.op('Gather', [tokens, builder.integers([index], [])], { axis: 2 });
  const audio = range(streams - 1).map((index) =>
    graph.embedding(stream(index + 1), `emb.${index}.weight`),
  );
  return [...audio, graph.embedding(stream(0), 'text_emb.weight')].reduce((sum, part) =>
    graph.op('Add', [sum, part]),
  );
}

function transformerLayer(
  graph: LmGraph,
  config: MoshiConfig,
  layer: number,
  x: Value,
  position: Position,
): Value {
  const name = `transformer.layers.${layer}`;
  const normed = graph.rmsNorm(x, `${name}.norm1.alpha`);
  const attended = graph.op('Add', [x, attention(graph, config, layer, normed, position)]);
  const fed = graph.gated(graph.rmsNorm(attended, `${name}.norm2.alpha`), `${name}.gating`);
  return graph.op('Add', [attended, fed]);
}

/** Self-attention over the ring, which the run's own keys and values are written into first. */
function attention(
  graph: LmGraph,
  config: MoshiConfig,
  layer: number,
  x: Value,
  { cos, sin, bias, writeAt }: Position,
): Value {
  const { num_heads: heads, dim } = config;
  const perHead = dim / heads;
  const name = `transformer.layers.${layer}.self_attn`;
  const projected = graph.linear(x, `${name}.in_proj_weight`);
  const byHead = graph.op('Transpose', [graph.reshape(projected, [0, 0, 3 * heads, perHead])], {
    perm: [0, 2, 1, 3],
  });
  const [queries, keys, values] = graph.builder.ops(
    'Split',
    [byHead],
    { axis: 1, num_outputs: 3 },
    3,
  ) as [Value, Value, Value];
  const rotate = (vectors: Value) =>
    graph.op('RotaryEmbedding', [vectors, cos, sin], { interleaved: 1 });
  const remember = (kind: string, fresh: Value) => {
    const shape = [BATCH, heads, ringSlots(config), perHead];
    const stored = graph.builder.input(`${kind}.${layer}`, 'f32', shape);
    const attributes = { axis: 2, mode: 'circular' };
    const written = graph.op('TensorScatter', [stored, fresh, writeAt], attributes);
    graph.builder.output(written, `${kind}.${layer}.next`, 'f32', shape);
    return written;
  };
  const scores = graph.op('FusedMatMul', [rotate(queries), remember('keys', rotate(keys))], {
    transB: 1,
    alpha: { float: 1 / Math.sqrt(perHead) },
  });
  const weights = graph.op('Softmax', [graph.op('Add', [scores, bias])], { axis: -1 });
  const mixed = graph.op('MatMul', [weights, remember('values', values)]);
  const joined = graph.op('Transpose', [mixed], { perm: [0, 2, 1, 3] });
  return graph.linear(graph.reshape(joined, [0, 0, dim]), `${name}.out_proj.weight`);
}
