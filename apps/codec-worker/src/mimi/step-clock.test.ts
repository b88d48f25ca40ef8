import { expect, it, vi } from 'vitest';
import { percentile95, StepClock } from './step-clock.js';

it('steps at once while work waits, and then once a frame', async () => {
  let waiting = 5;
  const step = vi.fn(async () => void waiting--);
  const clock = new StepClock({
    step,
    get isBehind() {
      return waiting > 0;
    },
  });
  await vi.waitFor(() => expect(waiting).toBeLessThan(-2), { timeout: 5_000 });
  await clock.close();
  const steps = step.mock.calls.length;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(step).toHaveBeenCalledTimes(steps);
});

it('reckons with the slow steps', () => {
  expect(percentile95([1, 1, 1, 9])).toBe(9);
  expect(percentile95([])).toBe(0);
});
