import { describe, expect, it } from 'vitest';
import { integratedLoudness, normalizeLoudness, TooQuiet } from './loudness.js';

const RATE = 24_000;
const signal = (at: (seconds: number) => number) =>
  new Float32Array(RATE * 5).map((_, i) => at(i / RATE));
const sine = (hertz: number, seconds: number) => Math.sin(2 * Math.PI * hertz * seconds);

/** What pyloudnorm measures: `tools/reference/prompt_golden.py`. */
const MEASURED: [string, number, (seconds: number) => number][] = [
  ['a sine', -23.0635, (t) => 0.1 * sine(997, t)],
  ['bass', -12.6524, (t) => 0.5 * sine(60, t)],
  ['bursts', -16.1666, (t) => 0.3 * sine(440, t) * (Math.floor(t * 2) % 2)],
  ['a quiet end', -14.2286, (t) => (t < 2 ? 0.2 : 0.002) * sine(3_000, t)],
];

describe('integratedLoudness', () => {
  it.each(MEASURED)('agrees with pyloudnorm on %s', (_, lufs, at) => {
    expect(Math.abs(integratedLoudness(signal(at), RATE) - lufs)).toBeLessThan(0.01);
  });

  it.each([
    ['silence', new Float32Array(RATE)],
    ['too little', signal((t) => sine(440, t)).subarray(0, 0.3 * RATE)],
    ['nothing', new Float32Array()],
  ])('has no figure for %s', (_, samples) => {
    expect(() => integratedLoudness(samples, RATE)).toThrow(TooQuiet);
  });
});

it('normalizes to a given loudness', () => {
  const louder = normalizeLoudness(
    signal((t) => 0.01 * sine(300, t)),
    RATE,
    -24,
  );
  expect(integratedLoudness(louder, RATE)).toBeCloseTo(-24, 5);
});
