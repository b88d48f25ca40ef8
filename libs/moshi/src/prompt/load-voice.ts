import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import {
  MalformedWav,
  normalizeLoudness,
  readWav,
  resample,
  toMono,
  TooQuiet,
} from '@parley/audio';
import type { Mimi } from '@parley/mimi';
import { agentStreams, type MoshiConfig } from '../config.js';
import type { VoicePrompt } from '../system-prompt.js';
import { UnusableModel } from '../unusable-model.js';
import { readVoicePromptFile } from './voice-prompt-file.js';

const SAMPLE_RATE_HZ = 24_000;

/** Loudness of a voice prompt in the reference, LUFS. */
const LOUDNESS = -24;

/**
 * Reads a voice prompt: `.pt`, or any WAV.
 * @param openMimi gives the codec, which only a WAV needs
 * @throws UnusableModel
 */
export async function loadVoice(
  path: string,
  config: MoshiConfig,
  openMimi: () => Promise<Mimi>,
): Promise<VoicePrompt> {
  if (extname(path).toLowerCase() === '.pt') return readVoicePromptFile(path, config);
  const samples = await readVoiceSamples(path);
  return { codes: await encodeVoice(samples, await openMimi(), agentStreams(config)) };
}

async function readVoiceSamples(path: string): Promise<Float32Array> {
  try {
    const { channels, sampleRateHz } = readWav(await readFile(path));
    const mono = resample(toMono(channels), sampleRateHz, SAMPLE_RATE_HZ);
    return normalizeLoudness(mono, SAMPLE_RATE_HZ, LOUDNESS);
  } catch (cause) {
    if (cause instanceof MalformedWav || cause instanceof TooQuiet)
      throw new UnusableModel(`${path} cannot be a voice prompt: ${cause.message}`, { cause });
    throw cause;
  }
}

/** Codes of each frame of the signal, the last one filled up with silence. */
async function encodeVoice(
  samples: Float32Array,
  mimi: Mimi,
  streams: number,
): Promise<Int32Array[]> {
  const state = mimi.open(1);
  const codes: Int32Array[] = [];
  for (let at = 0; at < samples.length; at += mimi.frameSamples) {
    const frame = new Float32Array(mimi.frameSamples);
    frame.set(samples.subarray(at, at + mimi.frameSamples));
    codes.push((await mimi.encodeStep(state, frame)).subarray(0, streams));
  }
  state.close();
  return codes;
}
