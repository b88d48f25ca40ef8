import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readWav, resample, toMono, writeWav } from '../../libs/audio/dist/index.js';

export const SAMPLE_RATE_HZ = 24_000;
const QUESTIONS = new URL('../../examples/questions/', import.meta.url);

/** Bundled questions from the `first` on, one after another, as 16-bit samples at the models' rate. */
export async function bundledSpeech(count, first = 0) {
  const names = (await readdir(fileURLToPath(QUESTIONS))).filter((name) => name.endsWith('.wav'));
  const parts = await Promise.all(
    names
      .sort()
      .slice(first, first + count)
      .map(async (name) => resampled(name)),
  );
  const joined = Float32Array.from(parts.flatMap((part) => [...part]));
  return readWav(writeWav(joined, SAMPLE_RATE_HZ)).channels[0];
}

async function resampled(name) {
  const { sampleRateHz, channels } = readWav(await readFile(new URL(name, QUESTIONS)));
  return resample(toMono(channels), sampleRateHz, SAMPLE_RATE_HZ);
}
