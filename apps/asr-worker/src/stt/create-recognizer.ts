import type { AsrWorkerEnv } from '@parley/config';
import { PocketSphinxRecognizer } from '../engines/pocketsphinx/recognizer.js';
import { createSherpaRecognizer } from '../engines/sherpa/sherpa-recognizer.js';
import type { Recognizer, RecognizerEvents } from './recognizer.js';

/** The recogniser that the environment asks for: sherpa-onnx when it names a model, else PocketSphinx. */
export async function createRecognizer(
  env: Pick<AsrWorkerEnv, 'ASR_MODEL_DIR' | 'POCKETSPHINX_MODEL_DIR'>,
  events: RecognizerEvents,
): Promise<Recognizer> {
  if (env.ASR_MODEL_DIR) return createSherpaRecognizer(env.ASR_MODEL_DIR);
  return PocketSphinxRecognizer.create({ modelDir: env.POCKETSPHINX_MODEL_DIR, ...events });
}
