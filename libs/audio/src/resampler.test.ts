import { describe, expect, it } from 'vitest';
import { Resampler } from './resampler.js';
import { rmsDbfs } from './samples.js';
import { cutAnywhere, powerAt, seededRandom, tone } from './testing/index.js';

const RATES_HZ = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000];
const PAIRS = RATES_HZ.flatMap((fromHz) => RATES_HZ.map((toHz) => [fromHz, toHz] as const));

function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  const resampler = new Resampler(fromHz, toHz);
  return Float32Array.of(...resampler.push(samples), ...resampler.flush());
}

/** Without the ends, where the filter runs in and out. */
const middle = (samples: Float32Array) =>
  samples.subarray(samples.length / 4, (samples.length * 3) / 4);

describe.each(PAIRS)('from %d to %d Hz', (fromHz, toHz) => {
  const nyquistHz = Math.min(fromHz, toHz) / 2;

  it('keeps the duration', () => {
    expect(resample(new Float32Array(fromHz / 10), fromHz, toHz).length).toBe(Math.ceil(toHz / 10));
  });

  it.each([0.02, 0.2, 0.5, 0.8])(
    'keeps a tone at %d of the lower Nyquist frequency, in level and in time',
    (part) => {
      const output = resample(tone(part * nyquistHz, fromHz, fromHz / 2), fromHz, toHz);
      const ideal = tone(part * nyquistHz, toHz, output.length);
      const error = middle(output).map((sample, i) => sample - (middle(ideal)[i] ?? 0));
      expect(rmsDbfs(error)).toBeLessThan(rmsDbfs(ideal) - 60);
    },
  );
});

describe.each(PAIRS.filter(([fromHz, toHz]) => fromHz > toHz))(
  'down from %d to %d Hz',
  (fromHz, toHz) => {
    it.each([1.01, 1.1, 1.5])(
      'lets nothing of a tone at %d times the Nyquist frequency fold back',
      (times) => {
        const frequencyHz = Math.min((times * toHz) / 2, fromHz / 2 - 100);
        const input = tone(frequencyHz, fromHz, fromHz / 2);
        const output = resample(input, fromHz, toHz);
        expect(rmsDbfs(middle(output))).toBeLessThan(rmsDbfs(input) - 60);
      },
    );
  },
);

describe.each(PAIRS.filter(([fromHz, toHz]) => fromHz < toHz))(
  'up from %d to %d Hz',
  (fromHz, toHz) => {
    it('adds no image of a tone', () => {
      const frequencyHz = 0.4 * fromHz;
      const output = middle(resample(tone(frequencyHz, fromHz, fromHz), fromHz, toHz));
      expect(10 * Math.log10(1 - powerAt(frequencyHz, output, toHz))).toBeLessThan(-60);
    });
  },
);

it('gives the same samples however the input is cut', () => {
  const input = tone(440, 16_000, 16_000);
  const whole = resample(input, 16_000, 24_000);
  const resampler = new Resampler(16_000, 24_000);
  const cut = cutAnywhere(new Uint8Array(input.buffer), 500, seededRandom(1));
  let start = 0;
  const parts = cut.map(({ length }) => {
    const part = input.subarray(start, start + length);
    start += length;
    return resampler.push(part);
  });
  const joined = [...parts, resampler.flush()].flatMap((part) => [...part]);
  expect(joined).toEqual([...whole]);
});

it('is at most 2 ms behind at 16 kHz', () => {
  expect(new Resampler(16_000, 24_000).push(new Float32Array(1_280)).length).toBeGreaterThanOrEqual(
    1_920 - 48,
  );
});
