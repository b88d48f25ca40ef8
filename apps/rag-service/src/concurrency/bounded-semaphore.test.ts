import { expect, it } from 'vitest';
import { BoundedSemaphore, QueueFull } from './bounded-semaphore.js';

it('lets so many in, keeps so many waiting, and turns the rest away', async () => {
  const semaphore = new BoundedSemaphore(2, 1);
  await semaphore.acquire();
  await semaphore.acquire();
  let entered = false;
  const waiting = semaphore.acquire().then(() => (entered = true));
  await expect(semaphore.acquire()).rejects.toThrow(QueueFull);
  expect([semaphore.busy, entered]).toEqual([2, false]);
  semaphore.release();
  await waiting;
  expect(semaphore.busy).toBe(2);
  semaphore.release();
  semaphore.release();
  expect(semaphore.busy).toBe(0);
});

it('tells when the last one has left', async () => {
  const semaphore = new BoundedSemaphore(1, 1);
  await semaphore.drained();
  await semaphore.acquire();
  const next = semaphore.acquire();
  let isEmpty = false;
  const drained = semaphore.drained().then(() => (isEmpty = true));
  semaphore.release();
  await next;
  expect(isEmpty).toBe(false);
  semaphore.release();
  await drained;
});
