import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWav } from '@parley/audio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadRecording } from './recording.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'parley-wav-'))));
afterAll(() => rm(folder, { recursive: true }));

async function fileWith(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'question.wav');
  await writeFile(path, bytes);
  return path;
}

const tone = (rateHz: number, amplitude: number) =>
  Int16Array.from({ length: rateHz }, (_, i) =>
    i < rateHz / 2 ? amplitude * Math.sin((i / rateHz) * 3_000) : 0,
  );

it('brings a recording of another rate to 24 kHz and finds the end of its speech', async () => {
  const path = await fileWith(writeWav(tone(16_000, 8_000), 16_000));
  const { samples, seconds, speechEnd } = await loadRecording(path);
  expect(samples).toHaveLength(24_000);
  expect(seconds).toBe(1);
  expect(speechEnd / 24_000).toBeCloseTo(0.5, 1);
});

it('says what is wrong with a file that is none', async () => {
  await expect(loadRecording(join(folder, 'none.wav'))).rejects.toThrow(
    'none.wav cannot be spoken',
  );
  const path = await fileWith(Uint8Array.of(1, 2, 3));
  await expect(loadRecording(path)).rejects.toThrow('This is not a WAV file');
});

it('refuses a recording in which nobody speaks', async () => {
  const path = await fileWith(writeWav(tone(24_000, 2), 24_000));
  await expect(loadRecording(path)).rejects.toThrow('Nobody speaks in');
});
