import type { SpokenWord } from '../../text-normalization/spoken-form.js';
import type { Speech } from '../../tts/synthesizer.js';

/** Quieter than this, before the first and after the last sound, is only waiting: -40 dBFS. */
const QUIET = 0.01;
const KNEE = 0.8;
const LEAD_SECONDS = 0.01;
const TAIL_SECONDS = 0.04;

/** A clause that is ready to be played. */
export interface ClauseSound {
  /** Mono at the synthesizer's rate, full scale 1.0. */
  readonly samples: Float32Array;
  /** What is written, word by word, and the sample at which each begins. */
  readonly words: readonly { readonly text: string; readonly startSample: number }[];
}

/** Brings a clause to its level, cuts the silence around it off and finds where its words begin. */
export function soundOf(
  words: readonly SpokenWord[],
  speech: Speech,
  { sampleRateHz, gainDb }: { sampleRateHz: number; gainDb: number },
): ClauseSound {
  const gain = 10 ** (gainDb / 20) / 32_768;
  const scaled = Float32Array.from(speech.samples);
  for (let i = 0; i < scaled.length; i++) scaled[i] = limited((scaled[i] as number) * gain);
  const [start, end] = loudPart(scaled, sampleRateHz);
  const starts = wordStarts(words, speech.wordStartsSeconds, (end - start) / sampleRateHz);
  const offset = speech.wordStartsSeconds ? start : 0;
  return {
    samples: scaled.subarray(start, end),
    words: words.map(({ written }, i) => {
      const startSample = Math.round((starts[i] ?? 0) * sampleRateHz) - offset;
      return { text: written, startSample: Math.max(0, Math.min(startSample, end - start - 1)) };
    }),
  };
}

/** A louder voice is not to clip: what is above the knee approaches full scale. */
function limited(sample: number): number {
  const above = Math.abs(sample) - KNEE;
  if (above <= 0) return sample;
  return Math.sign(sample) * (KNEE + (1 - KNEE) * Math.tanh(above / (1 - KNEE)));
}

function loudPart(samples: Float32Array, sampleRateHz: number): [number, number] {
  const isLoud = (sample: number) => Math.abs(sample) > QUIET;
  const first = samples.findIndex(isLoud);
  if (first < 0) return [0, 0];
  const start = Math.max(0, first - Math.round(LEAD_SECONDS * sampleRateHz));
  const last = samples.findLastIndex(isLoud);
  return [start, Math.min(samples.length, last + Math.round(TAIL_SECONDS * sampleRateHz))];
}

/** Seconds at which each word begins: as the voice tells, else by the share of letters before it. */
function wordStarts(
  words: readonly SpokenWord[],
  tokenStarts: readonly number[] | undefined,
  durationSeconds: number,
): number[] {
  const tokens = words.map(({ spoken }) => spoken.split(' ').filter(Boolean).length);
  const letters = words.map(({ spoken }) => spoken.length);
  const known = tokenStarts && tokenStarts.length === sum(tokens) ? tokenStarts : undefined;
  return known
    ? before(tokens).map((token) => known[Math.min(token, known.length - 1)] as number)
    : before(letters).map((count) => (count / Math.max(1, sum(letters))) * durationSeconds);
}

/** The sum of all that come before each. */
function before(counts: readonly number[]): number[] {
  let total = 0;
  return counts.map((count) => (total += count) - count);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
