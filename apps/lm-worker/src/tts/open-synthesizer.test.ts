import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { writeTinyVoice } from '../testing/tiny-voice.js';
import { openSynthesizer } from './open-synthesizer.js';

const events = () => ({ onRestart: vi.fn(), onFallback: vi.fn(), onMeasured: vi.fn() });

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

it('takes the voice in the folder that is named, and no other in its stead', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-voice-'));
  const env = { TTS_MODEL_DIR: folder, FLITE_BIN: 'flite' };
  await expect(openSynthesizer(env, events())).rejects.toThrow('holds no voice');
  await writeTinyVoice(folder);
  const synthesizer = await openSynthesizer(env, events());
  expect(synthesizer.name).toMatch(/^sherpa-onnx parley-voice-/);
  await synthesizer.close();
  await rm(folder, { recursive: true });
});
