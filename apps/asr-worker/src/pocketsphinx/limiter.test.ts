import { expect, it } from 'vitest';
import { Limiter, type Priority } from './limiter.js';

/** A task that runs until it is told to end, and writes down when it began. */
function task(name: string, began: string[]) {
  let end = () => {};
  const running = new Promise<void>((resolve) => (end = resolve));
  const run = async () => {
    began.push(name);
    await running;
  };
  return { run, end };
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

it('runs no more tasks at a time than it was told, the urgent ones first', async () => {
  const began: string[] = [];
  const limiter = new Limiter(2);
  const priorities: Priority[] = ['patient', 'patient', 'patient', 'urgent'];
  const tasks = priorities.map((priority, at) => {
    const one = task(`${at}`, began);
    void limiter.run(one.run, priority);
    return one;
  });
  await settle();
  expect(began).toEqual(['0', '1']);
  tasks[0]?.end();
  await settle();
  expect(began).toEqual(['0', '1', '3']);
  tasks[1]?.end();
  await settle();
  expect(began).toEqual(['0', '1', '3', '2']);
});

it('goes on after a task that failed', async () => {
  const limiter = new Limiter(1);
  await expect(limiter.run(() => Promise.reject(new Error('broken')), 'urgent')).rejects.toThrow();
  await expect(limiter.run(async () => 'done', 'urgent')).resolves.toBe('done');
});
