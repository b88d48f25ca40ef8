import type { Value } from '@parley/onnx';
import { BATCH, type LmGraph } from './lm-graph.js';

/** Candidates at most that a token is drawn from: all codes of an audio stream. */
export const MAX_TOP_K = 2048;

/** What steers the draw of tokens in one graph, for each slot. */
export interface SamplingInputs {
  /** (1): the largest number of candidates of all slots. */
  readonly candidates: Value;
  /** (batch, 1): candidates of each slot. */
  readonly keep: Value;
  /** (batch, 1): one over the temperature. */
  readonly sharpness: Value;
}

export function samplingInputs({ builder }: LmGraph): SamplingInputs {
  return {
    candidates: builder.input('sampling.candidates', 'i64', [1]),
    keep: builder.input('sampling.keep', 'i64', [BATCH, 1]),
    sharpness: builder.input('sampling.sharpness', 'f32', [BATCH, 1]),
  };
}

/**
 * Draws a token from the `keep` likeliest by the Gumbel-max trick: the largest of logit / temperature + noise falls on a token
 * with its probability. Without noise it is the likeliest.
 * @param logits (batch, card)
 * @param noise (batch, at least `candidates`): by rank, from the Gumbel distribution
 * @returns (batch)
 */
export function sample(
  graph: LmGraph,
  logits: Value,
  noise: Value,
  { candidates, keep, sharpness }: SamplingInputs,
): Value {
  const { builder } = graph;
  const zero = builder.integers([0]);
  const [values, ids] = builder.ops(
    'TopK',
    [logits, candidates],
    { axis: -1, largest: 1, sorted: 1 },
    2,
  ) as [Value, Value];
  const scalar = builder.integers([0], []);
  const ranks = graph.op('Range', [
    scalar,
    graph.op('Squeeze', [candidates, zero]),
    builder.integers([1], []),
  ]);
  const drawn = graph.op('Slice', [noise, zero, candidates, builder.integers([1])]);
  const scores = graph.op('Add', [graph.op('Mul', [values, sharpness]), drawn]);
  const lowest = builder.floats([-3.4e38], []);
  const kept = graph.op('Where', [graph.op('Less', [ranks, keep]), scores, lowest]);
  const best = graph.op('ArgMax', [kept], { axis: -1, keepdims: 1 });
  return graph.reshape(graph.op('GatherElements', [ids, best], { axis: 1 }), [-1]);
}
