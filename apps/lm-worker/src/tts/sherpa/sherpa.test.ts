import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TINY_RATE_HZ, TINY_SPEAKERS, writeTinyVoice } from '../../testing/tiny-voice.js';
import { describeSynthesizer } from '../synthesizer.contract.js';
import { SherpaSynthesizer } from './sherpa-synthesizer.js';
import { readVoiceFolder } from './voice-folder.js';

const events = { onRestart: () => undefined, onMeasured: () => undefined };

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-voice-'));
});
afterAll(() => rm(root, { recursive: true }));

async function tinyVoice(name: string, ...options: [Parameters<typeof writeTinyVoice>[1]?]) {
  const folder = join(root, name);
  await writeTinyVoice(folder, ...options);
  return folder;
}

describeSynthesizer('of sherpa-onnx', {
  start: async () => SherpaSynthesizer.start(await tinyVoice('contract'), events),
  own: TINY_SPEAKERS,
});

describe('a sherpa-onnx voice', () => {
  it('is measured before it is used', async () => {
    const onMeasured = vi.fn();
    const voice = await SherpaSynthesizer.start(await tinyVoice('tiny'), { ...events, onMeasured });
    expect(voice).toMatchObject({ name: 'sherpa-onnx tiny', sampleRateHz: TINY_RATE_HZ });
    expect(onMeasured).toHaveBeenCalledExactlyOnceWith(expect.any(Number));
    await voice.close();
  });

  it('that makes no sound does not start', async () => {
    const folder = await tinyVoice('silent', { level: 0 });
    await expect(SherpaSynthesizer.start(folder, events)).rejects.toMatchObject({
      name: 'VoiceMissing',
      plain: true,
      message: expect.stringMatching(/^sherpa-onnx cannot speak .*silent: .* is silent/),
    });
  });

  it('that sherpa-onnx refuses does not start, and its reason is told', async () => {
    const folder = await tinyVoice('refused', { metadata: { language: '' } });
    await expect(SherpaSynthesizer.start(folder, events)).rejects.toMatchObject({
      plain: true,
      message: expect.stringMatching(/ended with exit code \d+\. .*language/),
    });
  });
});

describe('the voice folder', () => {
  it('is known by what its model says of itself', async () => {
    const folder = await tinyVoice('known');
    expect(await readVoiceFolder(folder)).toEqual({
      name: 'known',
      sampleRateHz: TINY_RATE_HZ,
      speakers: TINY_SPEAKERS,
      files: {
        vits: {
          model: join(folder, 'tiny.onnx'),
          tokens: join(folder, 'tokens.txt'),
          lexicon: join(folder, 'lexicon.txt'),
        },
      },
    });
  });

  async function withEspeak(name: string, metadata: Record<string, string>): Promise<string> {
    const folder = await tinyVoice(name, { metadata });
    await rm(join(folder, 'lexicon.txt'));
    await mkdir(join(folder, 'espeak-ng-data'));
    return folder;
  }

  it('may be one of Piper, whose speakers are named beside the model', async () => {
    const folder = await withEspeak('piper', { comment: 'piper', n_speakers: '2' });
    const { speakers, files } = await readVoiceFolder(folder);
    expect(files).toMatchObject({ vits: { dataDir: join(folder, 'espeak-ng-data') } });
    expect(speakers).toEqual(TINY_SPEAKERS);
  });

  it('may have one speaker, who is called like the model', async () => {
    const folder = await withEspeak('alone', { comment: 'piper', n_speakers: '1' });
    expect((await readVoiceFolder(folder)).speakers).toEqual(['tiny']);
  });

  it.each([
    ['kokoro', '1', { kokoro: expect.not.objectContaining({ lang: 'en-us' }) }],
    ['kokoro', '2', { kokoro: expect.objectContaining({ lang: 'en-us' }) }],
    ['kitten-tts', '1', { kitten: expect.anything() }],
  ])('may be one of %s, version %s', async (model_type, version, expected) => {
    const folder = await withEspeak(`${model_type}-${version}`, { model_type, version });
    await expect(readVoiceFolder(folder)).rejects.toThrow(/voices\.bin is missing/);
    await writeFile(join(folder, 'voices.bin'), '');
    expect((await readVoiceFolder(folder)).files).toMatchObject(expected);
  });

  it('takes the model of eight bits where there is one', async () => {
    const folder = await tinyVoice('quantized');
    await writeFile(join(folder, 'tiny.int8.onnx'), await readFile(join(folder, 'tiny.onnx')));
    expect(await readVoiceFolder(folder)).toMatchObject({
      files: { vits: { model: join(folder, 'tiny.int8.onnx') } },
    });
  });

  it.each([
    ['nowhere', async () => undefined, /is not a folder that can be read/],
    ['empty', (folder: string) => mkdir(folder), /Looked for .*Piper.*Kokoro.*Found: nothing/],
    [
      'half',
      async (folder: string) => {
        await writeTinyVoice(folder);
        const path = join(folder, 'tiny.onnx');
        await writeFile(path, (await readFile(path)).subarray(0, 5_000));
      },
      /tiny\.onnx is not a whole ONNX model/,
    ],
    [
      'mute',
      async (folder: string) => {
        await writeTinyVoice(folder);
        await rm(join(folder, 'lexicon.txt'));
      },
      /is not whole: espeak-ng-data is missing/,
    ],
  ])('that is %s is refused with the command that fetches one', async (name, prepare, sentence) => {
    const folder = join(root, name);
    await prepare(folder);
    const refused = expect(readVoiceFolder(folder)).rejects;
    await refused.toThrow(sentence);
    await refused.toMatchObject({
      plain: true,
      message: expect.stringContaining('parley models pull speech'),
    });
  });
});
