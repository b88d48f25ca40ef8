import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphBuilder, readMetadata, readModel } from '@parley/onnx';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { finishPiperVoice } from './piper-voice.js';

const CONFIG = {
  audio: { sample_rate: 22_050, quality: 'medium' },
  espeak: { voice: 'en-us' },
  language: { code: 'en_US', name_english: 'English' },
  num_speakers: 1,
  phoneme_id_map: { _: [0], ' ': [3], '\n': [4], ə: [59, 7] },
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-piper-'));
  const graph = new GraphBuilder();
  graph.output(graph.op('Abs', [graph.input('x', 'f32', [4])]), 'y', 'f32', [4]);
  await writeFile(join(folder, 'en.onnx'), graph.build().bytes);
  await writeFile(join(folder, 'en.onnx.json'), JSON.stringify(CONFIG));
});
afterEach(() => rm(folder, { recursive: true }));

it('writes the phonemes and what sherpa-onnx has to know, once', async () => {
  await finishPiperVoice(folder);
  expect(await readFile(join(folder, 'tokens.txt'), 'utf8')).toBe('_ 0\n  3\nə 59\n');
  const path = join(folder, 'en.onnx');
  expect(Object.fromEntries(await readMetadata(path))).toEqual({
    model_type: 'vits',
    comment: 'piper',
    language: 'English',
    voice: 'en-us',
    has_espeak: '1',
    n_speakers: '1',
    sample_rate: '22050',
  });
  expect((await readModel(path)).outputs).toMatchObject([{ name: 'y', shape: [4] }]);
  const { length } = await readFile(path);
  await finishPiperVoice(folder);
  expect(await readFile(path)).toHaveLength(length);
});

it('does not take another kind of voice for one of Piper', async () => {
  await writeFile(join(folder, 'en.onnx.json'), '{"audio": {}}');
  await expect(finishPiperVoice(folder)).rejects.toThrow();
});
