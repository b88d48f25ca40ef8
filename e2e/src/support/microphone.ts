import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWav, Resampler, toMono, writeWav } from '@parley/audio';
import { QUESTIONS } from './stack.js';

const RATE_HZ = 48_000;
const ROOM_NOISE = 1e-3;

/** What is said into a microphone: seconds of a quiet room, and recordings. */
export type Scene = readonly (number | string)[];

/** Writes a scene as the file that Chromium takes for its microphone. */
export async function microphoneFile(
  scene: Scene,
): Promise<{ path: string; close(): Promise<void> }> {
  const parts = await Promise.all(
    scene.map(async (part) => (typeof part === 'number' ? quiet(part) : recording(part))),
  );
  const folder = await mkdtemp(join(tmpdir(), 'parley-microphone-'));
  const path = join(folder, 'microphone.wav');
  await writeFile(path, writeWav(concat(parts), RATE_HZ));
  return { path, close: () => rm(folder, { recursive: true, force: true }) };
}

function quiet(seconds: number): Float32Array {
  return Float32Array.from(
    { length: seconds * RATE_HZ },
    (_, i) => (((i * 7_919) % 1_000) / 1_000 - 0.5) * ROOM_NOISE,
  );
}

async function recording(file: string): Promise<Float32Array> {
  const { sampleRateHz, channels } = readWav(await readFile(join(QUESTIONS, file)));
  return new Resampler(sampleRateHz, RATE_HZ).push(toMono(channels));
}

function concat(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
