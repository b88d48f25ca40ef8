import type { Model, Value } from '@parley/onnx';
import type { MoshiConfig } from '../config.js';
import type { PreparedWeights } from '../prepared.js';
import { range } from '../tensors.js';
import { BATCH, LmGraph } from './lm-graph.js';
import { MAX_TOP_K, sample, samplingInputs } from './sampling.js';

/** Keys and values of a layer, steps so far along the third axis. */
interface Past {
  keys: Value;
  values: Value;
}

/**
 * The depformer (reference: `LMGen.depformer_step`), all steps in one graph: from a frame's hidden vector and text token one
 * token after the other of its audio streams. Each is drawn here, and where `given` says so the next builds on `given.tokens`
 * instead.
 */
export function depformerModel(
  config: MoshiConfig,
  weights: PreparedWeights,
  steps: number,
): Model {
  const graph = new LmGraph(weights);
  const { builder } = graph;
  const candidates = Math.min(MAX_TOP_K, config.card);
  const hidden = builder.input('hidden', 'f32', [BATCH, config.dim]);
  const sampledText = builder.input('text.token', 'i64', [BATCH]);
  const given = builder.input('given', 'bool', [BATCH, 1 + steps]);
  const givenTokens = builder.input('given.tokens', 'i64', [BATCH, 1 + steps]);
  const noise = builder.input('sampling.noise', 'f32', [BATCH, steps, candidates]);
  const sampling = samplingInputs(graph);
  const column = (value: Value, index: number) =>
    graph.op('Gather', [value, builder.integers([index], [])], { axis: 1 });
  const orGiven = (token: Value, index: number) =>
    graph.op('Where', [column(given, index), column(givenTokens, index), token]);

  const past: Past[] = [];
  const tokens: Value[] = [];
  const allLogits: Value[] = [];
  let previous = orGiven(sampledText, 0);
  for (const step of range(steps)) {
    const logits = stepLogits(graph, config, step, hidden, previous, past);
    const token = sample(graph, logits, column(noise, step), sampling);
    tokens.push(token);
    allLogits.push(logits);
    previous = orGiven(token, step + 1);
  }
  const together = (values: Value[]) => {
    const rows = values.map((value) => graph.op('Unsqueeze', [value, builder.integers([1])]));
    return rows.length === 1 ? (rows[0] as Value) : graph.op('Concat', rows, { axis: 1 });
  };
  builder.output(together(tokens), 'audio.tokens', 'i64', [BATCH, steps]);
  builder.output(together(allLogits), 'audio.logits', 'f32', [BATCH, steps, config.card]);
  return builder.build();
}

/** @returns (batch, card) */
function stepLogits(
  graph: LmGraph,
  config: MoshiConfig,
  step: number,
  hidden: Value,
  previous: Value,
  past: Past[],
): Value {
  const table = step === 0 ? 'depformer_text_emb.weight' : `depformer_emb.${step - 1}.weight`;
  let x = graph.op('Add', [
    graph.linear(hidden, `depformer_in.${step}.weight`),
    graph.embedding(previous, table),
  ]);
  for (const layer of range(config.depformer_num_layers)) {
    const name = `depformer.layers.${layer}`;
    const normed = graph.rmsNorm(x, `${name}.norm1.alpha`);
    x = graph.op('Add', [x, attention(graph, config, layer, step, normed, past)]);
    const fed = graph.gated(graph.rmsNorm(x, `${name}.norm2.alpha`), `${name}.gating.${step}`);
    x = graph.op('Add', [x, fed]);
  }
  return graph.linear(x, `linears.${step}.weight`);
}

/** Attention of one step over itself and the steps before it, without positions. */
function attention(
  graph: LmGraph,
  config: MoshiConfig,
  layer: number,
  step: number,
  x: Value,
  past: Past[],
): Value {
  const { depformer_num_heads: heads, depformer_dim: dim } = config;
  const perHead = dim / heads;
  const name = `depformer.layers.${layer}.self_attn`;
  const projected = graph.linear(x, `${name}.in_proj_weight.${step}`);
  const [query, key, value] = graph.builder.ops(
    'Split',
    [graph.reshape(projected, [-1, 3 * heads, 1, perHead])],
    { axis: 1, num_outputs: 3 },
    3,
  ) as [Value, Value, Value];
  const before = past[layer];
  const append = (old: Value | undefined, fresh: Value) =>
    old ? graph.op('Concat', [old, fresh], { axis: 2 }) : fresh;
  const keys = append(before?.keys, key);
  const values = append(before?.values, value);
  past[layer] = { keys, values };
  const seen = (all: Value) => (step === config.dep_q - 1 ? withoutFirst(graph, all) : all);
  const scores = graph.op('FusedMatMul', [query, seen(keys)], {
    transB: 1,
    alpha: { float: 1 / Math.sqrt(perHead) },
  });
  const mixed = graph.op('MatMul', [graph.op('Softmax', [scores], { axis: -1 }), seen(values)]);
  return graph.linear(graph.reshape(mixed, [-1, dim]), `${name}.out_proj.weight.${step}`);
}

/** The reference's ring of `dep_q` keys takes its oldest for one to come as soon as it is full: the last step does not see the first. */
function withoutFirst(graph: LmGraph, all: Value): Value {
  const { builder } = graph;
  const bounds = [builder.integers([1]), builder.integers([2 ** 31]), builder.integers([2])];
  return graph.op('Slice', [all, ...bounds]);
}
