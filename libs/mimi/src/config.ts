import { z } from 'zod';

/**
 * Dimensions of a Mimi model, under the names that the reference implementation gives them
 * (`seanet`, `transformer`, `quantizer`); the defaults are those of the published checkpoint.
 * Variants that no published checkpoint uses are refused by their literal types.
 */
const Seanet = z.object({
  channels: z.literal(1).default(1),
  dimension: z.number().int().positive().default(512),
  n_filters: z.number().int().positive().default(64),
  n_residual_layers: z.number().int().positive().default(1),
  ratios: z.array(z.number().int().min(2)).min(1).default([8, 6, 5, 4]),
  kernel_size: z.number().int().positive().default(7),
  residual_kernel_size: z.number().int().positive().default(3),
  last_kernel_size: z.number().int().positive().default(3),
  dilation_base: z.number().int().positive().default(2),
  compress: z.number().int().positive().default(2),
  activation: z.literal('ELU').default('ELU'),
  norm: z.literal('none').default('none'),
  pad_mode: z.literal('constant').default('constant'),
  causal: z.literal(true).default(true),
  true_skip: z.literal(true).default(true),
});

const Transformer = z.object({
  d_model: z.number().int().positive().default(512),
  num_heads: z.number().int().positive().default(8),
  num_layers: z.number().int().positive().default(8),
  context: z.number().int().positive().default(250),
  dim_feedforward: z.number().int().positive().default(2048),
  max_period: z.number().positive().default(10_000),
  layer_scale: z.number().default(0.01),
  causal: z.literal(true).default(true),
  conv_layout: z.literal(true).default(true),
  gating: z.literal('none').default('none'),
  norm: z.literal('layer_norm').default('layer_norm'),
  positional_embedding: z.literal('rope').default('rope'),
});

const Quantizer = z.object({
  dimension: z.number().int().positive().default(256),
  n_q: z.number().int().min(2).default(32),
  bins: z.number().int().positive().default(2048),
});

export const MimiConfig = z
  .object({
    sample_rate: z.number().int().positive().default(24_000),
    channels: z.literal(1).default(1),
    frame_rate: z.number().positive().default(12.5),
    seanet: Seanet.prefault({}),
    transformer: Transformer.prefault({}),
    quantizer: Quantizer.prefault({}),
  })
  .refine(
    ({ seanet, transformer }) => seanet.dimension === transformer.d_model,
    'seanet.dimension and transformer.d_model must be equal',
  )
  .refine(
    ({ transformer }) => transformer.d_model % (2 * transformer.num_heads) === 0,
    'transformer.d_model must be a multiple of twice transformer.num_heads',
  )
  .refine(
    (config) => Number.isInteger(stepsPerFrame(config)),
    'sample_rate / (frame_rate * product of seanet.ratios) must be a whole number',
  );
export type MimiConfig = z.output<typeof MimiConfig>;

interface Rates {
  sample_rate: number;
  frame_rate: number;
  seanet: { ratios: number[] };
}

/** Samples of one frame: 1920 for the published model. */
export function frameSamples({ sample_rate, frame_rate }: Rates): number {
  return sample_rate / frame_rate;
}

/** Time steps of the transformers in one frame: 2 for the published model, at 25 Hz. */
export function stepsPerFrame(config: Rates): number {
  return frameSamples(config) / config.seanet.ratios.reduce((product, ratio) => product * ratio, 1);
}

/** Channels of the SEANet layers, from the waveform inwards: 64, 128, 256, 512, 1024 for the published model. */
export function seanetWidths({ seanet }: MimiConfig): number[] {
  return Array.from(
    { length: seanet.ratios.length + 1 },
    (_, level) => seanet.n_filters * 2 ** level,
  );
}
