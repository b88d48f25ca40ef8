import { runAttacks } from './run-attacks.js';

/** `npm run test:attack [-- SEED]`: the long form of the attacks, in less than ten minutes. */
const [seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const LIMIT_MS = 10 * 60_000;

const print = (line = '') => process.stdout.write(`${line}\n`);

print(`Attacks on a stack of its own, seed ${seed}.`);
const start = performance.now();
const harm = await runAttacks({ seed: Number(seed), scale: 1, log: print });
const ms = performance.now() - start;
print(`\n${harm.length} did harm; ${(ms / 60_000).toFixed(1)} minutes.`);
process.exit(harm.length > 0 || ms > LIMIT_MS ? 1 : 0);
