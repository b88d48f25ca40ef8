import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.js';

it('allows a burst, then no more than its steady rate', () => {
  const budget = new TokenBucket(100, 1_000, 0);
  expect(budget.take(1_000, 0)).toBe(true);
  expect(budget.take(1, 0)).toBe(false);
  expect(budget.take(100, 1_000)).toBe(true);
  expect(budget.take(51, 1_500)).toBe(false);
  expect(budget.take(50, 1_500)).toBe(true);
});

it('saves up no more than the burst', () => {
  const budget = new TokenBucket(100, 1_000, 0);
  expect(budget.take(1_001, 3_600_000)).toBe(false);
  expect(budget.take(1_000, 3_600_000)).toBe(true);
});
