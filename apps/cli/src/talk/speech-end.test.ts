import { expect, it } from 'vitest';
import { findSpeechEnd } from './speech-end.js';

const RATE_HZ = 24_000;

/** A recording in parts: seconds and amplitude of a tone in each. */
function recording(...parts: [seconds: number, amplitude: number][]): Int16Array {
  const samples = parts.flatMap(([seconds, amplitude]) =>
    Array.from({ length: seconds * RATE_HZ }, (_, i) => amplitude * Math.sin(i / 10)),
  );
  return Int16Array.from(samples);
}

it('is where the last speech of a recording ends, not where the recording does', () => {
  const samples = recording([0.5, 0], [1, 8_000], [0.3, 0], [0.7, 8_000], [1, 0]);
  expect(findSpeechEnd(samples, RATE_HZ) / RATE_HZ).toBeCloseTo(2.5, 1);
});

it('takes the noise of the room for silence', () => {
  const samples = recording([1, 8_000], [1, 60]);
  expect(findSpeechEnd(samples, RATE_HZ) / RATE_HZ).toBeCloseTo(1, 1);
});

it('finds quiet speech too', () => {
  const samples = recording([0.5, 0], [1, 300], [0.5, 0]);
  expect(findSpeechEnd(samples, RATE_HZ) / RATE_HZ).toBeCloseTo(1.5, 1);
});

it('is the end of a recording that stops in the middle of a word', () => {
  const samples = recording([1, 8_000]);
  expect(findSpeechEnd(samples, RATE_HZ)).toBe(samples.length);
});

it('is zero when nobody speaks', () => {
  expect(findSpeechEnd(recording([1, 5]), RATE_HZ)).toBe(0);
  expect(findSpeechEnd(new Int16Array(), RATE_HZ)).toBe(0);
});
