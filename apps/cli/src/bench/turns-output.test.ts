import { expect, it } from 'vitest';
import { FRAME_MS, FRAME_SAMPLES } from '@parley/protocol';
import { samplesOfMs } from './speech-bounds.js';
import { isVoiced, silentAfterMs } from './turns-output.js';

/** Frames that arrive one after another, from 1,000 ms on; each is loud to its end, not at all, or for its first 20 ms. */
const frames = (pattern: string) =>
  [...pattern].map((kind, i) => {
    const value = new Int16Array(FRAME_SAMPLES);
    if (kind === '#') value.fill(5_000);
    if (kind === '+') value.fill(5_000, 0, samplesOfMs(20));
    return { at: 1_000 + i * FRAME_MS, value };
  });

it('finds when the agent fell silent, within the frame', () => {
  expect(silentAfterMs(frames('######.....'), 1_240)).toBe(240);
  expect(silentAfterMs(frames('#####+.....'), 1_240)).toBe(180);
});

it('does not take a pause between clauses for silence', () => {
  expect(silentAfterMs(frames('####....####......'), 1_000)).toBe(960);
});

it('finds none while the agent goes on, or too little of it', () => {
  expect(silentAfterMs(frames('########'), 1_000)).toBeNull();
  expect(silentAfterMs(frames('########..'), 1_000)).toBeNull();
});

it('tells whether the agent is heard', () => {
  expect(isVoiced(frames('..##..'), 1_000, 1_480)).toBe(true);
  expect(isVoiced(frames('..##..'), 1_320, 1_480)).toBe(false);
});
