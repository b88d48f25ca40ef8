import { CHUNK_SAMPLES } from '../vad/silero-vad.js';

/** As much as the turn model looks at. */
const CHUNKS = Math.ceil((8 * 16_000) / CHUNK_SAMPLES);

/** The newest eight seconds of a turn, 16 kHz mono, -1 to 1. */
export class RecentAudio {
  private chunks: Float32Array[] = [];

  push(chunk: Float32Array): void {
    this.chunks.push(chunk);
    if (this.chunks.length > CHUNKS) this.chunks.shift();
  }

  clear(): void {
    this.chunks = [];
  }

  samples(): Float32Array {
    const samples = new Float32Array(this.chunks.length * CHUNK_SAMPLES);
    this.chunks.forEach((chunk, at) => samples.set(chunk, at * CHUNK_SAMPLES));
    return samples;
  }
}
