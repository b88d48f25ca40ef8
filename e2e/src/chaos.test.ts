import { expect, it } from 'vitest';
import { runChaos } from './chaos/chaos.js';

/** One round of the chaos test; `npm run test:faults` is the long form. */
it('whatever is killed, cut or sent, every session goes on or ends with a reason', async () => {
  const lines: string[] = [];
  const { tally } = await runChaos({ seconds: 50, seed: 6, log: (proxy) => lines.push(proxy) });
  expect(tally.complaints, lines.join('\n')).toEqual([]);
  expect(tally.counts.get('calls')).toBeGreaterThan(4);
}, 300_000);
