import type { MoonshineFiles } from './model-folder.js';
import type { BiasWords } from './bias-words.js';

/** What a decoding thread is started with. */
export type ThreadData = MoonshineFiles;

/** What it is told. */
export type ThreadRequest =
  | { type: 'listen-for'; words: BiasWords['weighted'] }
  /** @param samples at 16 kHz, -1 to 1. */
  | { type: 'decode'; id: number; samples: Float32Array; beam: number }
  | { type: 'cancel'; id: number };

/** One reading of the audio. */
export interface Reading {
  /** Punctuated, with capitals. */
  readonly text: string;
  /** Mean natural logarithm of the tokens' probabilities, without bias. */
  readonly meanLogProbability: number;
  /** The limit of tokens a second was reached, which speech does not. */
  readonly isCut: boolean;
}

/** What it answers: first of all that it is ready or why not, then one reply to each decode. */
export type ThreadReply =
  | { type: 'ready' }
  | { type: 'unusable'; reason: string }
  /** Best first; none when it was cancelled. */
  | { type: 'readings'; id: number; readings: readonly Reading[] }
  | { type: 'failed'; id: number; reason: string };
