import { expect, it } from 'vitest';
import { FrameBundle } from './frame-bundle.js';

/** First bytes of one-frame SILK packets, by their duration. */
const TOC = { 20: 0x48, 40: 0x50, 60: 0x58 };
const packet = (durationMs: keyof typeof TOC) => Uint8Array.of(TOC[durationMs], 1);

/** How many packets leave with each one that comes. */
function leaving(durations: (keyof typeof TOC)[]): number[] {
  const bundle = new FrameBundle();
  return durations.map((durationMs) => bundle.push(packet(durationMs))?.length ?? 0);
}

it('sends packets on as soon as they make a frame', () => {
  expect(leaving([20, 20, 20, 20, 40, 40])).toEqual([0, 0, 0, 4, 0, 2]);
});

it('reckons with what a packet holds of the next frame', () => {
  expect(leaving([60, 60, 60, 60])).toEqual([0, 2, 1, 1]);
});
