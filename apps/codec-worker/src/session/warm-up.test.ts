import { expect, it } from 'vitest';
import { warmUpSessions } from './warm-up.js';

it('takes every frame of every session all the way and back', async () => {
  expect(await warmUpSessions(40_000)).toBe(8 * 50 * 4);
});
