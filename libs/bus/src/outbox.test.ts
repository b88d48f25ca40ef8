import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Outbox } from './outbox.js';

let outbox: Outbox;
let sent: number[];
const post = (...numbers: number[]) => numbers.forEach((n) => outbox.post(() => sent.push(n)));

beforeEach(() => {
  vi.useFakeTimers();
  outbox = new Outbox();
  sent = [];
});
afterEach(() => vi.useRealTimers());

it('sends at once when nothing was sent for a while', () => {
  post(1);
  expect(sent).toEqual([1]);
  vi.advanceTimersByTime(10);
  post(2);
  expect(sent).toEqual([1, 2]);
});

it('gathers what comes soon after, and sends it in order', () => {
  post(1, 2, 3);
  expect(sent).toEqual([1]);
  vi.advanceTimersByTime(2);
  expect(sent).toEqual([1, 2, 3]);
});

it('sends what waits when it is told to', () => {
  post(1, 2);
  outbox.flush();
  expect(sent).toEqual([1, 2]);
  vi.advanceTimersByTime(10);
  expect(sent).toEqual([1, 2]);
});
