import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readWav, writeWav } from '@parley/audio';
import { CHECKPOINT_FILE as MIMI_FILE, formulaSignal } from '@parley/mimi';
import { SMALL_MIMI, writeFormulaCheckpoint as writeMimi } from '@parley/mimi/testing';
import {
  CHECKPOINT_FILE,
  loadTokenizer,
  Sampling,
  TOKENIZER_FILE,
  VOICES_FOLDER,
  writeFormulaCheckpoint as writeMoshi,
} from '@parley/moshi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadInput, refusingBadInput } from '../codec/bad-input.js';
import { offlineFiles, type FileOptions } from './offline-files.js';
import { runOffline, type OfflineRun } from './run-offline.js';

const TOKENIZER = fileURLToPath(
  new URL('../../../../libs/moshi/src/testing/tokenizer.model', import.meta.url),
);
const PIECES = 400;
const SMALL_MOSHI = {
  dim: 32,
  num_layers: 1,
  num_heads: 2,
  context: 24,
  text_card: PIECES,
  depformer_dim: 32,
  depformer_num_heads: 2,
  depformer_num_layers: 1,
};
const SMALL_CODEC = { ...SMALL_MIMI, quantizer: { ...SMALL_MIMI.quantizer, bins: 2_048 } };
const RATE = 24_000;
/** Half a second, so that the last frame is not full. */
const SAMPLES = 12_000;
const FRAMES = 7;

let folder: string;
const within = (...parts: string[]) => join(folder, ...parts);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-offline-'));
  await writeMimi(within('model'), SMALL_CODEC);
  await writeMoshi(within('model'), { ...SMALL_MOSHI, mimi: SMALL_CODEC });
  await copyFile(TOKENIZER, within('model', TOKENIZER_FILE));
  await mkdir(within('model', VOICES_FOLDER));
  await writeFile(within('model', VOICES_FOLDER, 'low.wav'), writeWav(formulaSignal(RATE), RATE));
  await writeFile(within('in.wav'), writeWav(formulaSignal(SAMPLES), RATE));
});
afterAll(() => rm(folder, { recursive: true }));

const seeded = (seed: number) => ({ sampling: Sampling.parse({ seed }) });
const greedy = { sampling: Sampling.parse({ greedy: true }) };

function run(changes: Partial<OfflineRun> = {}, files: Partial<FileOptions> = {}) {
  return refusingBadInput(() =>
    runOffline({
      inputWav: within('in.wav'),
      outputWav: within('out.wav'),
      outputText: within('out.json'),
      voice: 'low',
      text: 'You are kind.',
      device: 'cpu',
      quant: 'f32',
      files: offlineFiles({ modelDir: within('model'), hfRepo: 'some/model', ...files }),
      ...greedy,
      ...changes,
    }),
  );
}

async function answer(
  ...args: Parameters<typeof run>
): Promise<{ samples: number[]; pieces: string[] }> {
  await run(...args);
  const [samples] = readWav(await readFile(within('out.wav'))).channels;
  const pieces = JSON.parse(await readFile(within('out.json'), 'utf8')) as string[];
  return { samples: [...(samples ?? [])], pieces };
}

describe('an offline run', () => {
  it('answers a recording with as much audio, and a piece of text for each frame', async () => {
    const { samples, pieces } = await answer();
    expect(samples).toHaveLength(SAMPLES);
    expect(samples.some((sample) => Math.abs(sample) > 0.001)).toBe(true);
    expect(pieces).toHaveLength(FRAMES);
    const tokenizer = await loadTokenizer(TOKENIZER, PIECES);
    const known = Array.from({ length: PIECES }, (_, token) => tokenizer.piece(token));
    expect(pieces.filter((piece) => ![...known, 'EPAD', 'PAD'].includes(piece))).toEqual([]);
  });

  it('answers the same with the same seed, and otherwise with another seed or prompt', async () => {
    const first = await answer(seeded(1));
    expect(await answer(seeded(1))).toEqual(first);
    expect(await answer(seeded(2))).not.toEqual(first);
    expect(await answer({ ...seeded(1), text: '' })).not.toEqual(first);
  });

  it('takes each part of the model from where it is said to be', async () => {
    const expected = await answer();
    const parts = {
      moshiWeight: CHECKPOINT_FILE,
      mimiWeight: MIMI_FILE,
      tokenizer: TOKENIZER_FILE,
      voicePromptDir: VOICES_FOLDER,
    };
    await mkdir(within('parts'));
    const moved = Object.entries(parts).map(([part, name]) => [part, within('parts', name)]);
    for (const name of Object.values(parts))
      await rename(within('model', name), within('parts', name));
    expect(await answer({}, Object.fromEntries(moved))).toEqual(expected);
    for (const name of Object.values(parts))
      await rename(within('parts', name), within('model', name));
  });

  it.each<[string, Partial<OfflineRun>, Partial<FileOptions>, string]>([
    ['no recording', { inputWav: 'none.wav' }, {}, 'none.wav cannot be read'],
    ['what is no recording', { inputWav: TOKENIZER }, {}, 'not a WAV file'],
    ['an unknown voice', { voice: '../low' }, {}, 'Choose one of low.'],
    ['an output nowhere', { outputText: '/no/out.json' }, {}, '/no/out.json cannot be written'],
    ['no tokenizer', {}, { tokenizer: 'none' }, 'There is no tokenizer at none'],
    ['no language model', {}, { moshiWeight: 'none' }, 'There is no language model at none'],
    ['no codec', {}, { mimiWeight: 'none' }, 'There is no Mimi checkpoint at none'],
  ])('refuses %s with one sentence', async (_, changes, files, words) => {
    const refusal = await run(changes, files).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BadInput);
    expect((refusal as BadInput).message).toContain(words);
    expect((refusal as BadInput).message).toMatch(/^[^\n]+\.$/);
  });
});

describe('where the model lies', () => {
  it('is the folder that is named, that of the checkpoint, or that of the release', () => {
    const hfRepo = 'nvidia/personaplex-7b-v1';
    expect(offlineFiles({ hfRepo, modelDir: 'm', moshiWeight: 'w/x' }).folder).toBe('m');
    expect(offlineFiles({ hfRepo, moshiWeight: 'w/x' }).folder).toBe('w');
    expect(offlineFiles({ hfRepo }).folder).toMatch(/models\/personaplex-7b-v1$/);
  });
});
