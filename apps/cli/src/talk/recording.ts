import { readFile } from 'node:fs/promises';
import { floatToInt16, readWav, Resampler, toMono } from '@parley/audio';
import { SAMPLE_RATE_HZ } from '@parley/protocol';
import { CliError } from '../errors.js';
import { findSpeechEnd } from './speech-end.js';

/** Spoken words from a file. */
export interface Recording {
  /** 16-bit mono at 24 kHz. */
  samples: Int16Array;
  /** The sample after the last one of speech. */
  speechEnd: number;
  seconds: number;
}

/**
 * Reads a WAV file of any sample rate and any number of channels.
 * @throws CliError when it cannot be read or nobody speaks in it.
 */
export async function loadRecording(path: string): Promise<Recording> {
  const samples = await readSamples(path).catch((cause: Error) => {
    throw new CliError(`${path} cannot be spoken: ${cause.message}`, { cause });
  });
  const speechEnd = findSpeechEnd(samples, SAMPLE_RATE_HZ);
  if (speechEnd === 0) throw new CliError(`Nobody speaks in ${path}; record it anew, and louder.`);
  return { samples, speechEnd, seconds: samples.length / SAMPLE_RATE_HZ };
}

async function readSamples(path: string): Promise<Int16Array> {
  const { channels, sampleRateHz } = readWav(await readFile(path));
  const resampler = new Resampler(sampleRateHz, SAMPLE_RATE_HZ);
  const resampled = [resampler.push(toMono(channels)), resampler.flush()];
  return floatToInt16(Float32Array.from(resampled.flatMap((part) => [...part])));
}
