import { expect, it } from 'vitest';
import { cooperatively } from './cooperatively.js';

it('does all the work in order, and lets others have their turn in between', async () => {
  const done: number[] = [];
  let others = 0;
  const timer = setInterval(() => others++, 1);
  await cooperatively(Array(40).keys(), (item, at) => {
    const startedAt = performance.now();
    while (performance.now() - startedAt < 2);
    done.push(item, at);
  });
  clearInterval(timer);
  expect(done).toEqual([...Array(40).keys()].flatMap((each) => [each, each]));
  expect(others).toBeGreaterThan(1);
});
