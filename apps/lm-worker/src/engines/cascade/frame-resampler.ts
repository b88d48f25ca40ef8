import { floatToInt16, Resampler } from '@parley/audio';
import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@parley/protocol';

/** More than the filter's own delay, so that each block pushed completes one frame at once. */
const HEADROOM_MS = 5;

/** Turns 80 ms blocks of any rate into frames of 1920 samples at 24 kHz, seamless from block to block. */
export class FrameResampler {
  /** Samples of one block that is pushed. */
  readonly blockSamples: number;
  private readonly resampler: Resampler;
  private pending: Float32Array;
  private isQuiet = true;

  constructor(sampleRateHz: number) {
    this.blockSamples = (sampleRateHz * FRAME_MS) / 1_000;
    this.resampler = new Resampler(sampleRateHz, SAMPLE_RATE_HZ);
    this.pending = this.resampler.push(new Float32Array((sampleRateHz * HEADROOM_MS) / 1_000));
  }

  push(block: Float32Array): Int16Array {
    const frame = new Float32Array(FRAME_SAMPLES + this.pending.length);
    frame.set(this.pending);
    frame.set(this.resampler.push(block), this.pending.length);
    this.pending = frame.slice(FRAME_SAMPLES);
    this.isQuiet = false;
    return floatToInt16(frame.subarray(0, FRAME_SAMPLES));
  }

  /** As `push` of a silent block; the filter is left alone once nothing rings in it any more. */
  pushSilence(): Int16Array {
    if (this.isQuiet) return new Int16Array(FRAME_SAMPLES);
    const frame = this.push(new Float32Array(this.blockSamples));
    this.isQuiet = true;
    return frame;
  }
}
