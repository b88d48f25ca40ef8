import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { SAMPLE_RATE_HZ } from '@parley/protocol';
import { CliError } from '../errors.js';
import { localFiles } from '../rag/local-files.js';
import { loadRecording } from '../talk/recording.js';
import { samplesOfMs, speechBounds } from './speech-bounds.js';

/** A short sound of a user, without silence around it, 24 kHz mono. */
export interface UserSound {
  name: string;
  samples: Int16Array;
}

const run = promisify(execFile);
/** None of them is the agent's. */
const USER_VOICES = ['rms', 'awb', 'kal'];
/** Flite spells "mm-hm", so it gets the phones. */
const BACKCHANNELS = [
  ['mm-hm', '-p', 'pau m hh m pau'],
  ['okay', '-t', 'okay'],
  ['yeah', '-t', 'yeah'],
] as const;
const INTERRUPTIONS = ['stop', 'wait a moment', 'no, where do I park?'];
/** Of all sounds, half of full scale: a clear voice near the microphone. */
const PEAK = 16_000;

/** Backchannels and coughs, as many as are asked for, each kind as often as the others. */
export async function backchannelSounds(count: number): Promise<UserSound[]> {
  const kinds = BACKCHANNELS.length + 1;
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const round = Math.floor(i / kinds);
      const spoken = BACKCHANNELS[i % kinds];
      if (!spoken) return { name: 'cough', samples: cough(200 + (round % 5) * 50, i + 1) };
      const [name, ...what] = spoken;
      return speak(name, voiceOf(round), what);
    }),
  );
}

export function interruptionSounds(count: number): Promise<UserSound[]> {
  return Promise.all(
    Array.from({ length: count }, (_, i) => {
      const text = INTERRUPTIONS[i % INTERRUPTIONS.length] ?? '';
      return speak(text, voiceOf(Math.floor(i / INTERRUPTIONS.length)), ['-t', text]);
    }),
  );
}

/** The recordings of a folder. */
export async function soundsIn(folder: string): Promise<UserSound[]> {
  const files = (await localFiles([folder])).filter(({ path }) => /\.wav$/i.test(path));
  if (files.length === 0) throw new CliError(`${folder} has no WAV files.`);
  return Promise.all(
    files.map(async ({ path }) => ({ name: basename(path), samples: await voicedPart(path) })),
  );
}

/** A burst of noise as a cough is one: there at once, dying away, between 300 Hz and 3 kHz. The same for the same seed. */
export function cough(ms: number, seed: number): Int16Array {
  const noise = noiseOf(seed);
  const length = samplesOfMs(ms);
  const [low, high] = [onePole(300), onePole(3_000)];
  const shaped = Float32Array.from({ length }, (_, i) => {
    const soft = high(noise());
    const rise = Math.min(1, i / samplesOfMs(15));
    return (soft - low(soft)) * rise * Math.exp((-3 * i) / length);
  });
  return atPeak(shaped);
}

function voiceOf(round: number): string {
  return USER_VOICES[round % USER_VOICES.length] ?? 'rms';
}

async function speak(name: string, voice: string, what: readonly string[]): Promise<UserSound> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-sound-'));
  const file = join(folder, 'sound.wav');
  try {
    await run(process.env['FLITE_BIN'] || 'flite', ['-voice', voice, ...what, '-o', file]);
    return { name, samples: await voicedPart(file) };
  } catch (cause) {
    throw new CliError(`flite did not say "${name}": ${String(cause)}`, { cause });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function voicedPart(path: string): Promise<Int16Array> {
  const { samples } = await loadRecording(path);
  const { start, end } = speechBounds(samples);
  return atPeak(Float32Array.from(samples.subarray(start, end)));
}

function atPeak(samples: Float32Array): Int16Array {
  const peak = samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
  return Int16Array.from(samples, (sample) => Math.round((sample * PEAK) / (peak || 1)));
}

/** A linear congruential generator (Knuth, "The Art of Computer Programming", volume 2), -1 to 1. */
function noiseOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

function onePole(hertz: number): (sample: number) => number {
  const share = 1 - Math.exp((-2 * Math.PI * hertz) / SAMPLE_RATE_HZ);
  let level = 0;
  return (sample) => (level += share * (sample - level));
}
