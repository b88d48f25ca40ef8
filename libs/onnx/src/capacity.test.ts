import { expect, it } from 'vitest';
import { largestBatch } from './capacity.js';

it.each([
  [15, 100, 4],
  [61, 100, 0],
  [0.1, 10, 10],
  [7, 100, 8],
])('with %d ms a slot and at most %d slots, takes %d', async (msPerSlot, limit, expected) => {
  expect(await largestBatch(async (batch) => batch * msPerSlot, limit)).toBe(expected);
});
