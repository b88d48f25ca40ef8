import { readFile, writeFile } from 'node:fs/promises';
import { MalformedWav, readWav, resample, toMono, writeWav } from '@parley/audio';
import { BadInput } from './bad-input.js';

/**
 * Reads a WAV of any sample rate and channel count as mono at `sampleRateHz`.
 * @throws BadInput
 */
export async function readSamples(path: string, sampleRateHz: number): Promise<Float32Array> {
  const wav = parseWav(await readBytes(path), path);
  const mono = toMono(wav.channels);
  if (mono.length === 0) throw new BadInput(`${path} holds no audio.`);
  const wrong = mono.findIndex((sample) => !Number.isFinite(sample));
  if (wrong >= 0) throw new BadInput(`${path} holds a sample that is no number, at ${wrong}.`);
  return resample(mono, wav.sampleRateHz, sampleRateHz);
}

/** @throws BadInput when the file cannot be written. */
export async function writeSamples(
  path: string,
  samples: Float32Array,
  sampleRateHz: number,
): Promise<void> {
  await writeOutput(path, writeWav(samples, sampleRateHz));
}

/** @throws BadInput */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new BadInput(`${path} cannot be read: ${reason(cause)}.`, { cause });
  }
}

/** @throws BadInput */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (cause) {
    throw new BadInput(`${path} cannot be written: ${reason(cause)}.`, { cause });
  }
}

function parseWav(bytes: Uint8Array, path: string) {
  try {
    return readWav(bytes);
  } catch (cause) {
    if (cause instanceof MalformedWav) throw new BadInput(`${path}: ${cause.message}`, { cause });
    throw cause;
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
