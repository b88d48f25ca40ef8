import { depformerHidden, streamCount, temporalHidden, type MoshiConfig } from './config.js';

/** How a weight is used, and so how it is kept: looked up by row, multiplied with, or as it is. */
export type Kind = 'table' | 'matrix' | 'vector';

/** One weight of the model as the graphs want it, and where a checkpoint has it. */
export interface Weight {
  readonly name: string;
  readonly kind: Kind;
  /** (outputs, inputs) of a matrix, (rows, width) of a table. */
  readonly shape: readonly number[];
  /** Tensor of the checkpoint that holds it. */
  readonly stored: string;
  /** First row within that tensor. */
  readonly firstRow: number;
}

/** A tensor that a checkpoint must have. */
export interface ExpectedTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Steps of the depformer that a checkpoint of the original Moshi has weights for. */
export const MOSHI_STEPS = 8;

/** All weights for a model whose depformer takes `steps` steps. */
export function weightsOf(config: MoshiConfig, steps: number): Weight[] {
  return [...temporalWeights(config), ...depformerWeights(config, steps)];
}

/** The tensors of a checkpoint with weights for `steps` steps, by the reference's names. */
export function tensorsOf(config: MoshiConfig, steps: number): ExpectedTensor[] {
  const { depformer_dim: narrow, depformer_num_layers: layers } = config;
  const temporal = temporalWeights(config).map(({ name, shape }) => ({ name, shape }));
  const attention = range(layers).flatMap((layer) => [
    {
      name: `depformer.layers.${layer}.self_attn.in_proj_weight`,
      shape: [steps * 3 * narrow, narrow],
    },
    {
      name: `depformer.layers.${layer}.self_attn.out_proj.weight`,
      shape: [steps * narrow, narrow],
    },
  ]);
  const others = depformerWeights(config, steps)
    .filter(({ name }) => !name.includes('self_attn'))
    .map(({ name, shape }) => ({ name, shape }));
  return [...temporal, ...attention, ...others];
}

function temporalWeights(config: MoshiConfig): Weight[] {
  const { dim, num_layers: layers, text_card: text, card } = config;
  const hidden = temporalHidden(config);
  const audio = range(streamCount(config) - 1);
  return [
    table('text_emb.weight', [text + 1, dim]),
    ...audio.map((stream) => table(`emb.${stream}.weight`, [card + 1, dim])),
    ...range(layers).flatMap((layer) => {
      const name = `transformer.layers.${layer}`;
      return [
        norm(`${name}.norm1.alpha`, dim),
        matrix(`${name}.self_attn.in_proj_weight`, [3 * dim, dim]),
        matrix(`${name}.self_attn.out_proj.weight`, [dim, dim]),
        norm(`${name}.norm2.alpha`, dim),
        matrix(`${name}.gating.linear_in.weight`, [2 * hidden, dim]),
        matrix(`${name}.gating.linear_out.weight`, [dim, hidden]),
      ];
    }),
    norm('out_norm.alpha', dim),
    matrix('text_linear.weight', [text, dim]),
  ];
}

/** Each step has its own weights, except for the norms. */
function depformerWeights(config: MoshiConfig, steps: number): Weight[] {
  const { dim, card, text_card: text, depformer_dim: narrow, depformer_num_layers } = config;
  const layers = range(depformer_num_layers);
  return [
    table('depformer_text_emb.weight', [text + 1, narrow]),
    ...range(steps - 1).map((step) => table(`depformer_emb.${step}.weight`, [card + 1, narrow])),
    ...layers.flatMap((layer) => [
      norm(`depformer.layers.${layer}.norm1.alpha`, narrow),
      norm(`depformer.layers.${layer}.norm2.alpha`, narrow),
    ]),
    ...range(steps).flatMap((step) => [
      matrix(`depformer_in.${step}.weight`, [narrow, dim]),
      ...layers.flatMap((layer) => depformerLayer(config, layer, step)),
      matrix(`linears.${step}.weight`, [card, narrow]),
    ]),
  ];
}

function depformerLayer(config: MoshiConfig, layer: number, step: number): Weight[] {
  const { depformer_dim: narrow } = config;
  const hidden = depformerHidden(config);
  const name = `depformer.layers.${layer}`;
  return [
    rows(`${name}.self_attn.in_proj_weight`, step, [3 * narrow, narrow]),
    rows(`${name}.self_attn.out_proj.weight`, step, [narrow, narrow]),
    matrix(`${name}.gating.${step}.linear_in.weight`, [2 * hidden, narrow]),
    matrix(`${name}.gating.${step}.linear_out.weight`, [narrow, hidden]),
  ];
}

function table(name: string, shape: readonly [number, number]): Weight {
  return { name, kind: 'table', shape, stored: name, firstRow: 0 };
}

function matrix(name: string, shape: readonly [number, number]): Weight {
  return { name, kind: 'matrix', shape, stored: name, firstRow: 0 };
}

function norm(name: string, width: number): Weight {
  return { name, kind: 'vector', shape: [1, 1, width], stored: name, firstRow: 0 };
}

/** The part of one step in a tensor that holds all steps below one another. */
function rows(stored: string, step: number, shape: readonly [number, number]): Weight {
  const name = `${stored}.${step}`;
  return { name, kind: 'matrix', shape, stored, firstRow: step * shape[0] };
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
