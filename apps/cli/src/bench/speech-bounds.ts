import { SAMPLE_RATE_HZ } from '@parley/protocol';
import { findSpeechEnd } from '../talk/speech-end.js';

/** Sample numbers of the first voiced sound and of the one after the last; 24 kHz mono. */
export interface SpeechBounds {
  start: number;
  end: number;
}

/** By level, in steps of 20 ms: what is 35 dB below the loudest is no speech. */
export function speechBounds(samples: Int16Array): SpeechBounds {
  const end = findSpeechEnd(samples, SAMPLE_RATE_HZ);
  const fromBehind = findSpeechEnd(samples.toReversed(), SAMPLE_RATE_HZ);
  return { start: samples.length - fromBehind, end };
}

export function msOfSamples(samples: number): number {
  return (samples * 1_000) / SAMPLE_RATE_HZ;
}

export function samplesOfMs(ms: number): number {
  return Math.round((ms * SAMPLE_RATE_HZ) / 1_000);
}
