import { readWav, Resampler, floatToInt16, toMono } from '@parley/audio';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@parley/protocol';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Has Flite say a sentence. @returns samples at `sampleRateHz`, -1 to 1. */
export async function say(
  text: string,
  { voice = 'rms', sampleRateHz = 16_000 } = {},
): Promise<Float32Array> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-speech-'));
  try {
    const path = join(folder, 'speech.wav');
    await run('flite', ['-voice', voice, '-t', text, '-o', path]);
    return samplesOf(await readFile(path), sampleRateHz);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads a WAV file's bytes as mono samples at `sampleRateHz`. */
export function samplesOf(wav: Uint8Array, sampleRateHz: number): Float32Array {
  const audio = readWav(wav);
  return new Resampler(audio.sampleRateHz, sampleRateHz).push(toMono(audio.channels));
}

/** `ms` of silence with the noise of a quiet room at -70 dBFS. */
export function quiet(ms: number, sampleRateHz = 16_000): Float32Array {
  const random = seededRandom(7);
  const amplitude = 10 ** (-70 / 20);
  return Float32Array.from(
    { length: Math.round((ms * sampleRateHz) / 1_000) },
    () => (random() * 2 - 1) * amplitude,
  );
}

/** White noise over speech at this ratio to the speech's mean power. */
export function withNoise(speech: Float32Array, snrDb: number): Float32Array {
  const random = seededRandom(11);
  const power = speech.reduce((sum, sample) => sum + sample * sample, 0) / speech.length;
  const amplitude = Math.sqrt(3 * power) * 10 ** (-snrDb / 20);
  return speech.map((sample) => sample + (random() * 2 - 1) * amplitude);
}

export function concat(...parts: Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Cuts samples at 24 kHz into frames as they travel on the bus; the last is filled with silence. */
export function framesOf(samples24k: Float32Array): Int16Array[] {
  const frames: Int16Array[] = [];
  for (let at = 0; at < samples24k.length; at += FRAME_SAMPLES) {
    const frame = new Int16Array(FRAME_SAMPLES);
    frame.set(floatToInt16(samples24k.subarray(at, at + FRAME_SAMPLES)));
    frames.push(frame);
  }
  return frames;
}

/** Frames of somebody who waits, says something, and waits again. */
export async function spokenFrames(text: string, voice = 'rms'): Promise<Int16Array[]> {
  const speech = await say(text, { voice, sampleRateHz: SAMPLE_RATE_HZ });
  return framesOf(concat(quiet(480, SAMPLE_RATE_HZ), speech, quiet(960, SAMPLE_RATE_HZ)));
}

/** Numbers from 0 to 1, the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
