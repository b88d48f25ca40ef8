import { expect, it } from 'vitest';
import { FrameQueue } from './frame-queue.js';

it('drops the oldest frame when steps do not keep up, and counts it', () => {
  let drops = 0;
  const queue = new FrameQueue(() => drops++);
  for (let sequence = 0; sequence < 6; sequence++)
    queue.push({ frame: new Uint8Array(), stamp: { sequence, arrivedAt: 0 } });
  const taken = Array.from({ length: 5 }, () => queue.take()?.stamp.sequence);
  expect(taken).toEqual([2, 3, 4, 5, undefined]);
  expect(drops).toBe(2);
});
