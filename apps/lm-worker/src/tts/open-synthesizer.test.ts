import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { childProcesses } from '../testing/child-processes.js';
import { TINY_RATE_HZ, writeTinyVoice } from '../testing/tiny-voice.js';
import { openSynthesizer } from './open-synthesizer.js';

const never = new AbortController().signal;
const events = () => ({
  onRestart: vi.fn(),
  onFallback: vi.fn(),
  onMeasured: vi.fn(),
  onClauseReplaced: vi.fn(),
  onVoiceReplaced: vi.fn(),
});

it('prefers the Flite library', async () => {
  const synthesizer = await openSynthesizer({ FLITE_BIN: 'no-such-flite' }, events());
  expect(synthesizer.name).toBe('Flite library');
  await synthesizer.close();
});

it('takes the program when there is no library, and says what to install when that fails too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'no-flite-'));
  await writeFile(join(folder, 'libflite.so.1'), 'not a library');
  vi.stubEnv('LD_LIBRARY_PATH', folder);
  const told = events();
  await expect(openSynthesizer({ FLITE_BIN: 'flite' }, told)).rejects.toMatchObject({
    name: 'VoiceMissing',
    plain: true,
    message: expect.stringContaining('apt-get install flite'),
  });
  expect(told.onFallback).toHaveBeenCalledOnce();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('the voice in a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-voice-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const env = () => ({ TTS_MODEL_DIR: folder, FLITE_BIN: 'flite' });

  it('is taken where there is one', async () => {
    await writeTinyVoice(folder);
    const told = events();
    const synthesizer = await openSynthesizer(env(), told);
    expect(synthesizer.name).toMatch(/^sherpa-onnx parley-voice-/);
    expect(told.onVoiceReplaced).not.toHaveBeenCalled();
    await synthesizer.close();
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['missing', async () => undefined, /holds no voice/],
    [
      'damaged',
      async () => {
        await writeTinyVoice(folder);
        await writeFile(join(folder, 'tiny.onnx'), 'not a model');
      },
      /not a whole ONNX model/,
    ],
    [
      'refused by the library',
      () => writeTinyVoice(folder, { metadata: { language: '' } }),
      /cannot speak .* ended with exit code/,
    ],
    ['silent', () => writeTinyVoice(folder, { level: 0 }), /silent/],
  ])(
    'that is %s leaves its place to Flite, and the reason is told once',
    async (_, prepare, reason) => {
      await prepare();
      const told = events();
      const synthesizer = await openSynthesizer(env(), told);
      expect(synthesizer.name).toBe('Flite library');
      expect(told.onVoiceReplaced).toHaveBeenCalledExactlyOnceWith(
        expect.objectContaining({ message: expect.stringMatching(reason), plain: true }),
      );
      const { samples } = await synthesizer.synthesize({ voice: 'slt', text: 'hello' }, never);
      expect(samples.length).toBeGreaterThan(1_000);
      await synthesizer.close();
    },
  );

  it('whose process dies at run time has its clauses spoken by Flite, and soon all of them', async () => {
    await writeTinyVoice(folder);
    const told = events();
    const synthesizer = await openSynthesizer(env(), told);
    const voice = await synthesizer.voice('low');
    await rm(join(folder, 'tiny.onnx'));
    const request = { voice: voice?.name ?? '', text: 'open the client' };
    for (let clause = 0; clause < 4; clause++) {
      for (const pid of await childProcesses('sherpa-child')) process.kill(pid, 'SIGKILL');
      const { samples } = await synthesizer.synthesize(request, never);
      expect(samples.length / synthesizer.sampleRateHz).toBeGreaterThan(0.5);
    }
    expect(told.onClauseReplaced).toHaveBeenCalledTimes(2);
    expect(told.onVoiceReplaced).toHaveBeenCalledOnce();
    expect(synthesizer).toMatchObject({ sampleRateHz: TINY_RATE_HZ });
    await vi.waitFor(async () => expect(await childProcesses('sherpa-child')).toEqual([]));
    expect(synthesizer.name).toMatch(/^Flite library \(sherpa-onnx .* failed\)$/);
    await synthesizer.close();
    expect(await childProcesses('flite-child')).toEqual([]);
  });
});
