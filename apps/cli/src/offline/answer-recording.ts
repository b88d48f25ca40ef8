import type { Mimi } from '@parley/mimi';
import type { MoshiBatch, TextTokenizer } from '@parley/moshi';
import { frameAt } from '../codec/recording-codec.js';

/** Tokens that stand for no text, under the names that the reference gives them. */
const UNSPOKEN = new Map([
  [0, 'EPAD'],
  [3, 'PAD'],
]);

export interface OfflineModel {
  readonly mimi: Mimi;
  readonly batch: MoshiBatch;
  readonly tokenizer: TextTokenizer;
}

export interface Answer {
  /** As long as the recording that was answered. */
  readonly samples: Float32Array;
  /** What was thought in each frame. */
  readonly pieces: string[];
}

/**
 * What the model in slot 0 says while it hears a recording, whose last frame is filled up with silence.
 * @param samples mono at the codec's rate
 * @param onFrame is told how many frames are done, of how many
 */
export async function answerRecording(
  { mimi, batch, tokenizer }: OfflineModel,
  samples: Float32Array,
  onFrame: (done: number, frames: number) => void,
): Promise<Answer> {
  const state = mimi.open(1);
  const spoken: Float32Array[] = [];
  const pieces: string[] = [];
  const frames = Math.ceil(samples.length / mimi.frameSamples);
  try {
    for (let index = 0; index < frames; index++) {
      const user = await mimi.encodeStep(state, frameAt(samples, index, mimi.frameSamples));
      const tokens = (await batch.step(new Map([[0, { user }]]))).get(0);
      if (tokens) {
        spoken.push(await mimi.decodeStep(state, tokens.audio.subarray(0, mimi.codebooks)));
        pieces.push(UNSPOKEN.get(tokens.text) ?? tokenizer.piece(tokens.text));
      }
      onFrame(index + 1, frames);
    }
  } finally {
    state.close();
  }
  return { samples: joined(spoken, samples.length), pieces };
}

function joined(parts: readonly Float32Array[], length: number): Float32Array {
  const whole = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part.subarray(0, length - at), at);
    at += part.length;
  }
  return whole;
}
