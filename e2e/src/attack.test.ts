import { expect, it } from 'vitest';
import { runAttacks } from './attack/run-attacks.js';

/** A short form; `npm run test:attack` is the long one. */
it('whatever is tried, nobody gets in who should not be, and nobody is starved', async () => {
  const lines: string[] = [];
  const harm = await runAttacks({ seed: 7, scale: 0.1, log: (line) => lines.push(line) });
  process.stderr.write(`${lines.join('\n')}\n`);
  expect(harm, lines.join('\n')).toEqual([]);
}, 480_000);
