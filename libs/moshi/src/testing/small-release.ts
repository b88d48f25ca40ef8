import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWav } from '@parley/audio';
import { formulaSignal } from '@parley/mimi';
import { SMALL_MIMI, writeFormulaCheckpoint as writeMimi } from '@parley/mimi/testing';
import { writeFormulaCheckpoint } from '../formula-checkpoint.js';
import { prepare } from '../prepare.js';
import { TOKENIZER_FILE } from '../prompt/text-tokenizer.js';
import { VOICES_FOLDER } from '../prompt/voices.js';
import { SMALL_MOSHI } from './small-model.js';

/** Pieces of the small tokenizer. */
const PIECES = 400;

/** Samples of the voice: two seconds. */
const VOICE_SAMPLES = 48_000;

/**
 * A model folder with all that a release has, small enough for tests: language model, prepared as `q8`, Mimi, tokenizer and a voice,
 * `NATF2.wav`. What it says is noise.
 */
export async function writeSmallRelease(folder: string): Promise<void> {
  const mimi = { ...SMALL_MIMI, quantizer: { ...SMALL_MIMI.quantizer, bins: 2048 } };
  await writeMimi(folder, mimi);
  await writeFormulaCheckpoint(folder, { ...SMALL_MOSHI, text_card: PIECES, mimi });
  await copyFile(new URL('tokenizer.model', import.meta.url), join(folder, TOKENIZER_FILE));
  await mkdir(join(folder, VOICES_FOLDER), { recursive: true });
  await writeFile(
    join(folder, VOICES_FOLDER, 'NATF2.wav'),
    writeWav(formulaSignal(VOICE_SAMPLES), 24_000),
  );
  await prepare(folder, { quant: 'q8' });
}
