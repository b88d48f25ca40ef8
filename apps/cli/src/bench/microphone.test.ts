import { expect, it } from 'vitest';
import { FRAME_MS, FRAME_SAMPLES } from '@parley/protocol';
import { Microphone } from './microphone.js';

it('sends what is played between silence, each frame with the time at which it was spoken', async () => {
  const frames: { loud: number; arrivedAt: number }[] = [];
  const microphone = new Microphone({
    speed: 20,
    send: (frame, { arrivedAt }) =>
      frames.push({ loud: frame.filter((sample) => sample !== 0).length, arrivedAt }),
  });
  await microphone.pause(FRAME_MS);
  const startedAt = await microphone.play(new Int16Array(1.5 * FRAME_SAMPLES).fill(1_000));
  await microphone.pause(2 * FRAME_MS);
  await microphone.stop();
  const from = frames.findIndex(({ loud }) => loud > 0);
  expect(frames.slice(from, from + 3).map(({ loud }) => loud)).toEqual([
    FRAME_SAMPLES,
    FRAME_SAMPLES / 2,
    0,
  ]);
  expect(frames[from]?.arrivedAt).toBe(startedAt + FRAME_MS);
  const steps = frames.slice(1).map(({ arrivedAt }, i) => arrivedAt - frames[i]!.arrivedAt);
  expect(new Set(steps)).toEqual(new Set([FRAME_MS]));
});

it('begins a sound where the one before it ends, though that is within a frame', async () => {
  const microphone = new Microphone({ speed: 20, send: () => undefined });
  const [first, second] = await Promise.all([
    microphone.play(new Int16Array(1.25 * FRAME_SAMPLES)),
    microphone.play(new Int16Array(FRAME_SAMPLES)),
  ]);
  await microphone.stop();
  expect(second - first).toBe(1.25 * FRAME_MS);
});
