import { expect, it } from 'vitest';
import { Gate, GateFull } from './gate.js';

it('lets so many in, keeps so many waiting, and turns the rest away', async () => {
  const gate = new Gate(2, 1);
  await gate.enter();
  await gate.enter();
  let entered = false;
  const waiting = gate.enter().then(() => (entered = true));
  await expect(gate.enter()).rejects.toThrow(GateFull);
  expect([gate.busy, entered]).toEqual([2, false]);
  gate.leave();
  await waiting;
  expect(gate.busy).toBe(2);
  gate.leave();
  gate.leave();
  expect(gate.busy).toBe(0);
});

it('tells when the last one has left', async () => {
  const gate = new Gate(1, 1);
  await gate.empty();
  await gate.enter();
  const next = gate.enter();
  let isEmpty = false;
  const empty = gate.empty().then(() => (isEmpty = true));
  gate.leave();
  await next;
  expect(isEmpty).toBe(false);
  gate.leave();
  await empty;
});
