import { expect, it } from 'vitest';
import { Allowance, Flood } from './allowance.js';

const allowance = () =>
  new Allowance({ perSecond: 100, burst: 500 }, { perSecond: 10, burst: 200 }, 'Too much.', 0);

it('lets pass what is due and drops what is more', () => {
  const limit = allowance();
  expect(limit.take(500, 0)).toBe(true);
  expect(limit.take(100, 0)).toBe(false);
  expect(limit.take(100, 1_000)).toBe(true);
});

it('is patient with a little too much, however long that lasts', () => {
  const limit = allowance();
  limit.take(500, 0);
  const taken = Array.from({ length: 3_600 }, (_, second) => limit.take(100, second * 950 + 950));
  expect(taken.filter((isTaken) => !isTaken).length).toBeLessThan(200);
});

it('calls it a flood when it goes on', () => {
  const limit = allowance();
  limit.take(500, 0);
  limit.take(200, 0);
  expect(() => limit.take(1, 0)).toThrow(new Flood('Too much.'));
});
