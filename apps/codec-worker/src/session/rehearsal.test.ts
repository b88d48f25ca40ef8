import { expect, it } from 'vitest';
import { rehearseSessions } from './rehearsal.js';

it('takes every frame of every session all the way and back', async () => {
  expect(await rehearseSessions(40_000)).toBe(8 * 50 * 4);
});
