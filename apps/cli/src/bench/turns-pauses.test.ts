import { expect, it } from 'vitest';
import { msOfSamples, samplesOfMs } from './speech-bounds.js';
import { quietestPlace, withPause } from './turns-pauses.js';

/** A tone of these parts: level and length of each. */
function tone(...parts: [level: number, ms: number][]): Int16Array {
  return Int16Array.from(
    parts.flatMap(([level, ms]) =>
      Array.from({ length: samplesOfMs(ms) }, (_, i) => Math.round(level * Math.sin(i / 8))),
    ),
  );
}

const SPEECH = tone([0, 200], [9_000, 950], [60, 100], [9_000, 950], [0, 300]);

it('finds the gap between two words in the middle of the speech', () => {
  const ms = msOfSamples(quietestPlace(SPEECH) ?? 0);
  expect(ms).toBeGreaterThanOrEqual(1_170);
  expect(ms).toBeLessThanOrEqual(1_230);
});

it('puts silence there and leaves the rest as it is', () => {
  const paused = withPause(SPEECH, 600) ?? new Int16Array();
  const at = quietestPlace(SPEECH) ?? 0;
  expect(paused.length - SPEECH.length).toBe(samplesOfMs(600));
  expect(paused.subarray(at, at + samplesOfMs(600)).every((sample) => sample === 0)).toBe(true);
  const early = at - samplesOfMs(10);
  expect(paused.subarray(0, early)).toEqual(SPEECH.subarray(0, early));
  const tail = samplesOfMs(900);
  expect(paused.subarray(-tail)).toEqual(SPEECH.subarray(-tail));
});

it('keeps away from both ends, so that short speech has no place for a pause', () => {
  expect(withPause(tone([9_000, 400], [0, 100], [9_000, 400]), 600)).toBeUndefined();
});
