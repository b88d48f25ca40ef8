import { z } from 'zod';

/** How tokens are drawn; the defaults are the reference's. */
export const Sampling = z.object({
  audioTemperature: z.number().nonnegative().default(0.8),
  /** Likeliest codes that one is drawn from; 0 for all. */
  audioTopK: z.number().int().nonnegative().default(250),
  textTemperature: z.number().nonnegative().default(0.7),
  textTopK: z.number().int().nonnegative().default(25),
  /** Always the likeliest token. */
  greedy: z.boolean().default(false),
  /** The same seed gives the same tokens for the same input. */
  seed: z.number().int().optional(),
});
export type Sampling = z.infer<typeof Sampling>;

/** How one kind of token is drawn. */
export interface Draw {
  readonly sharpness: number;
  readonly keep: number;
  readonly noisy: boolean;
}

/** One session's randomness. */
export class Sampler {
  readonly text: Draw;
  readonly audio: Draw;
  private readonly random: () => number;

  /** @param limits candidates at most */
  constructor(sampling: Sampling, limits: { text: number; audio: number }) {
    const { greedy, textTemperature, textTopK, audioTemperature, audioTopK } = sampling;
    this.text = draw(greedy ? 0 : textTemperature, textTopK, limits.text);
    this.audio = draw(greedy ? 0 : audioTemperature, audioTopK, limits.audio);
    this.random = sfc32(sampling.seed ?? Math.floor(Math.random() * 2 ** 32));
  }

  /** Fills in noise for a token's candidates, from the Gumbel distribution. */
  fill(noise: Float32Array, { noisy, keep }: Draw): void {
    for (let i = 0; i < keep; i++) noise[i] = noisy ? -Math.log(-Math.log(this.random())) : 0;
  }
}

function draw(temperature: number, topK: number, limit: number): Draw {
  if (temperature === 0) return { sharpness: 1, keep: 1, noisy: false };
  const keep = topK === 0 ? limit : Math.min(topK, limit);
  return { sharpness: 1 / temperature, keep, noisy: true };
}

/** Uniform between 0 and 1, neither included: Chris Doty-Humphrey's small fast counter generator (PractRand). */
function sfc32(seed: number): () => number {
  let [a, b, c, counter] = [seed | 0, Math.floor(seed / 2 ** 32) | 0, 0x9e3779b9 | 0, 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return () => (next() + 0.5) / 2 ** 32;
}
