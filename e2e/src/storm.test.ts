import { expect, it } from 'vitest';
import { runStorm } from './storm/storm.js';

/** One round of the storm; `npm run test:faults` is the long form. */
it('whatever is killed, cut or sent, every session goes on or ends with a reason', async () => {
  const lines: string[] = [];
  const { tally } = await runStorm({ seconds: 50, seed: 6, log: (line) => lines.push(line) });
  expect(tally.complaints, lines.join('\n')).toEqual([]);
  expect(tally.counts.get('calls')).toBeGreaterThan(4);
}, 300_000);
