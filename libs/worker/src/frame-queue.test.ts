import { expect, it } from 'vitest';
import { FrameQueue } from './frame-queue.js';

it('drops the oldest frame when steps do not keep up, and tells how many', () => {
  const queue = new FrameQueue<number>(4);
  const dropped = [0, 1, 2, 3, 4, 5].map((frame) => queue.push(frame));
  expect(dropped).toEqual([0, 0, 0, 0, 1, 1]);
  expect(queue).toHaveLength(4);
  expect(Array.from({ length: 5 }, () => queue.take())).toEqual([2, 3, 4, 5, undefined]);
});
