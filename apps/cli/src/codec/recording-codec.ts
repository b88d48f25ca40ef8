import type { Mimi, MimiState } from '@parley/mimi';

export type OnProgress = (share: number) => void;

/**
 * A whole recording to codes; the last frame is filled up with silence.
 * @param samples mono at the model's rate
 * @returns (codebooks, frames)
 */
export async function encodeRecording(
  mimi: Mimi,
  samples: Float32Array,
  onProgress: OnProgress,
): Promise<number[][]> {
  const rows = Array.from({ length: mimi.codebooks }, (): number[] => []);
  const frames = Math.ceil(samples.length / mimi.frameSamples);
  await withState(mimi, async (state) => {
    for (let index = 0; index < frames; index++) {
      const codes = await mimi.encodeStep(state, frameAt(samples, index, mimi.frameSamples));
      rows.forEach((row, codebook) => row.push(codes[codebook] as number));
      onProgress((index + 1) / frames);
    }
  });
  return rows;
}

/**
 * Codes to a whole recording.
 * @param rows (codebooks, frames)
 * @returns mono samples at the model's rate
 * @throws CodeOutOfRange
 */
export async function decodeRecording(
  mimi: Mimi,
  rows: readonly number[][],
  onProgress: OnProgress,
): Promise<Float32Array> {
  const frames = rows[0]?.length ?? 0;
  const samples = new Float32Array(frames * mimi.frameSamples);
  await withState(mimi, async (state) => {
    for (let index = 0; index < frames; index++) {
      const codes = Int32Array.from(rows, (row) => row[index] as number);
      samples.set(await mimi.decodeStep(state, codes), index * mimi.frameSamples);
      onProgress((index + 1) / frames);
    }
  });
  return samples;
}

async function withState(mimi: Mimi, work: (state: MimiState) => Promise<void>): Promise<void> {
  const state = mimi.open(1);
  try {
    await work(state);
  } finally {
    state.close();
  }
}

/** One frame of a recording, filled up with silence. */
export function frameAt(samples: Float32Array, index: number, length: number): Float32Array {
  const frame = new Float32Array(length);
  frame.set(samples.subarray(index * length, (index + 1) * length));
  return frame;
}
