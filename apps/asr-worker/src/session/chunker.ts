import { int16ToFloat, Resampler } from '@parley/audio';
import { SAMPLE_RATE_HZ } from '@parley/protocol';
import { CHUNK_SAMPLES, VAD_SAMPLE_RATE_HZ } from '../vad/silero-vad.js';

export interface Chunk {
  /** 512 samples at 16 kHz. */
  readonly samples: Float32Array;
  /** When the end of the chunk arrived, milliseconds since the epoch. */
  readonly arrivedAt: number;
}

/** Cuts frames of 24 kHz into the chunks that the voice activity detector judges. */
export class Chunker {
  private readonly resampler = new Resampler(SAMPLE_RATE_HZ, VAD_SAMPLE_RATE_HZ);
  private rest = new Float32Array();

  /** @param arrivedAt arrival of the newest sample of the frame. */
  push(pcm24k: Int16Array, arrivedAt: number): Chunk[] {
    const fresh = this.resampler.push(int16ToFloat(pcm24k));
    const samples = new Float32Array(this.rest.length + fresh.length);
    samples.set(this.rest);
    samples.set(fresh, this.rest.length);
    const chunks: Chunk[] = [];
    let at = 0;
    for (; at + CHUNK_SAMPLES <= samples.length; at += CHUNK_SAMPLES) {
      const end = at + CHUNK_SAMPLES;
      const behindMs = ((samples.length - end) * 1_000) / VAD_SAMPLE_RATE_HZ;
      chunks.push({ samples: samples.slice(at, end), arrivedAt: arrivedAt - behindMs });
    }
    this.rest = samples.slice(at);
    return chunks;
  }
}
