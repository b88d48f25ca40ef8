import type { Runtime, Tensor } from '@parley/onnx';
import type { Draw, Sampler } from './sampler.js';

/** What steers the draws of one graph for a batch of slots: see `samplingInputs`. */
export class SamplingTensors {
  /** Bound for the whole batch, and for any number of its first slots. */
  readonly perSlot: Readonly<Record<string, Tensor>>;
  readonly shared: Readonly<Record<string, Tensor>>;
  private readonly candidates: Tensor<'i64'>;
  private readonly keep: Tensor<'i64'>;
  private readonly sharpness: Tensor<'f32'>;
  private readonly noise: Tensor<'f32'>;

  /**
   * @param limit candidates at most
   * @param shape of the noise of one slot, its last size `limit`
   */
  constructor(
    runtime: Runtime,
    slots: number,
    private readonly limit: number,
    private readonly shape: readonly number[],
  ) {
    this.candidates = runtime.hostTensor('i64', [1]);
    this.keep = runtime.hostTensor('i64', [slots, 1]);
    this.sharpness = runtime.hostTensor('f32', [slots, 1]);
    this.noise = runtime.hostTensor('f32', [slots, ...shape]);
    this.candidates.data?.fill(1n);
    this.keep.data?.fill(1n);
    this.sharpness.data?.fill(1);
    this.shared = { 'sampling.candidates': this.candidates };
    this.perSlot = {
      'sampling.keep': this.keep,
      'sampling.sharpness': this.sharpness,
      'sampling.noise': this.noise,
    };
  }

  /** Readies the draws of the coming step. */
  prepare(draws: Iterable<{ slot: number; sampler: Sampler; draw: Draw }>): void {
    let most = 1;
    for (const { slot, sampler, draw } of draws) {
      most = Math.max(most, draw.keep);
      this.keep.data?.set([BigInt(draw.keep)], slot);
      this.sharpness.data?.set([draw.sharpness], slot);
      this.fillNoise(slot, sampler, draw);
    }
    this.candidates.data?.set([BigInt(most)]);
  }

  private fillNoise(slot: number, sampler: Sampler, draw: Draw): void {
    const perSlot = this.shape.reduce((product, size) => product * size, 1);
    for (let at = slot * perSlot; at < (slot + 1) * perSlot; at += this.limit)
      sampler.fill((this.noise.data as Float32Array).subarray(at, at + this.limit), draw);
  }
}
