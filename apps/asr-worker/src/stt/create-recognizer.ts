import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AsrWorkerEnv } from '@parley/config';
import { MoonshineRecognizer } from '../engines/moonshine/moonshine-recognizer.js';
import { PocketSphinxRecognizer } from '../engines/pocketsphinx/recognizer.js';
import { createSherpaRecognizer } from '../engines/sherpa/sherpa-recognizer.js';
import type { Recognizer, RecognizerEvents } from './recognizer.js';

/** Moonshine's tokenizer is in a file of a name that no other model has. */
const MOONSHINE_TOKENIZER = 'tokenizer.bin';

/**
 * The recogniser that the environment asks for: Moonshine or sherpa-onnx by what the folder of the model holds, PocketSphinx
 * where no folder is named.
 */
export async function createRecognizer(
  env: Pick<AsrWorkerEnv, 'ASR_MODEL_DIR' | 'POCKETSPHINX_MODEL_DIR'>,
  events: RecognizerEvents,
): Promise<Recognizer> {
  const { ASR_MODEL_DIR: modelDir } = env;
  if (!modelDir)
    return PocketSphinxRecognizer.create({ modelDir: env.POCKETSPHINX_MODEL_DIR, ...events });
  if (existsSync(join(modelDir, MOONSHINE_TOKENIZER)))
    return MoonshineRecognizer.create({ modelDir });
  return createSherpaRecognizer(modelDir);
}
