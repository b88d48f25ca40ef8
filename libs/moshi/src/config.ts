import { z } from 'zod';

const size = (value: number) => z.number().int().positive().default(value);

/**
 * Dimensions of a Moshi language model, under the names that the reference gives them; the defaults are those of
 * PersonaPlex-7b-v1. Variants that no published checkpoint of it uses are refused by their literal types.
 */
export const MoshiConfig = z
  .object({
    dim: size(4096),
    num_layers: size(32),
    num_heads: size(32),
    hidden_scale: z.number().positive().default(4.125),
    context: size(3000),
    max_period: size(10_000),
    /** Audio streams that the model reads: the agent's, then the person's. */
    n_q: size(16),
    /** Steps of the depformer: audio streams that the model can speak. */
    dep_q: size(16),
    /** Codes of an audio stream; one more embedding stands for "not begun". */
    card: size(2048),
    text_card: size(32_000),
    existing_text_padding_id: z.number().int().nonnegative().default(3),
    /** Frames by which each stream lags: text, then audio. */
    delays: z
      .array(z.number().int().nonnegative())
      .default([0, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1]),
    depformer_dim: size(1024),
    depformer_dim_feedforward: z.number().int().positive().optional(),
    depformer_num_heads: size(16),
    depformer_num_layers: size(6),
    norm: z.literal('rms_norm_f32').default('rms_norm_f32'),
    gating: z.literal('silu').default('silu'),
    positional_embedding: z.literal('rope').default('rope'),
    depformer_gating: z.literal('silu').default('silu'),
    depformer_pos_emb: z.literal('none').default('none'),
    depformer_multi_linear: z.literal(true).default(true),
    depformer_weights_per_step: z.literal(true).default(true),
  })
  .check((context) => {
    for (const message of contradictions(context.value))
      context.issues.push({ code: 'custom', message, input: context.value });
  });
export type MoshiConfig = z.infer<typeof MoshiConfig>;

/** Text streams before the audio streams. */
export const TEXT_STREAMS = 1;

/** Streams in all: text, agent, person. */
export function streamCount(config: MoshiConfig): number {
  return TEXT_STREAMS + config.n_q;
}

/** Audio streams of the agent; the person has as many. */
export function agentStreams(config: MoshiConfig): number {
  return config.n_q / 2;
}

export function maxDelay(config: MoshiConfig): number {
  return Math.max(...config.delays);
}

/** Width of each of the two branches of a gated feed-forward layer (reference: `ActivationGating`). */
export function gatedWidth(dim: number, feedforward: number): number {
  return Math.floor(feedforward === 4 * dim ? (21 * dim) / 8 : (2 * feedforward) / 3);
}

export function temporalHidden({ dim, hidden_scale }: MoshiConfig): number {
  return gatedWidth(dim, Math.floor(hidden_scale * dim));
}

export function depformerHidden(config: MoshiConfig): number {
  const { depformer_dim: dim, hidden_scale, depformer_dim_feedforward: feedforward } = config;
  return gatedWidth(dim, feedforward ?? Math.floor(hidden_scale * dim));
}

function contradictions(config: {
  dim: number;
  num_heads: number;
  n_q: number;
  dep_q: number;
  delays: number[];
  depformer_dim: number;
  depformer_num_heads: number;
}): string[] {
  const { dim, num_heads, n_q, dep_q, delays, depformer_dim, depformer_num_heads } = config;
  return [
    dim % (2 * num_heads) !== 0 && `dim ${dim} does not part into ${num_heads} heads of even width`,
    depformer_dim % depformer_num_heads !== 0 &&
      `depformer_dim ${depformer_dim} does not part into ${depformer_num_heads} heads`,
    delays.length !== n_q + 1 && `delays has ${delays.length} entries, ${n_q + 1} streams need one`,
    n_q % 2 !== 0 && `n_q ${n_q} is odd; half of the streams are the agent's`,
    dep_q < n_q / 2 && `dep_q ${dep_q} is less than the agent's ${n_q / 2} streams`,
    dep_q > n_q && `dep_q ${dep_q} is more than n_q ${n_q}`,
  ].filter((message) => message !== false);
}
