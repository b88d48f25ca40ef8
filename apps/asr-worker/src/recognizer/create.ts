import type { AsrWorkerEnv } from '@parley/config';
import { PocketSphinxRecognizer } from '../pocketsphinx/recognizer.js';
import type { Recognizer } from './recognizer.js';

export interface RecognizerEvents {
  /** Told of every utterance that could not be decoded at the pace of speech. */
  onGaveUp(): void;
  onError(error: unknown): void;
}

/** The recogniser that the environment asks for: sherpa-onnx when it names a model, else PocketSphinx. */
export async function createRecognizer(
  env: Pick<AsrWorkerEnv, 'ASR_MODEL_DIR' | 'POCKETSPHINX_MODEL_DIR'>,
  events: RecognizerEvents,
): Promise<Recognizer> {
  return PocketSphinxRecognizer.create({ modelDir: env.POCKETSPHINX_MODEL_DIR, ...events });
}
