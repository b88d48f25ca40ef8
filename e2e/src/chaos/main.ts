import { runChaos, type ChaosReport } from './chaos.js';

/** `npm run test:faults [-- MINUTES [SEED]]`: the long form of the chaos test, 20 minutes unless told otherwise. */
const [minutes = '20', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
/** More than garbage collection explains, over minutes of life. */
const GROWS_MIB_PER_MINUTE = 10;

const print = (proxy = '') => process.stdout.write(`${proxy}\n`);

print(`A chaos test of ${minutes} minutes, seed ${seed}.`);
const report = await runChaos({ seconds: Number(minutes) * 60, seed: Number(seed), log: print });
print();
printReport(report);
process.exitCode = report.tally.complaints.length > 0 || growing(report).length > 0 ? 1 : 0;

function printReport({ tally, memory }: ChaosReport): void {
  for (const [what, count] of tally.counts) print(`${String(count).padStart(6)}  ${what}`);
  print('\nSessions ended with:');
  for (const [sentence, count] of tally.sentences)
    print(`${String(count).padStart(6)}  ${sentence}`);
  print('\nMemory, MiB a minute and at most:');
  for (const [service, { slope, highest }] of Object.entries(memory))
    print(`  ${service.padEnd(14)} ${slope?.toFixed(2) ?? '-'}  ${highest.toFixed(0)}`);
  print(`\n${tally.complaints.length} complaints`);
  for (const complaint of tally.complaints) print(`  ${complaint}`);
  for (const service of growing(report)) print(`  ${service} grows without an end in sight`);
}

function growing({ memory }: ChaosReport): string[] {
  const isGrowing = ([, { slope }]: [string, { slope: number | undefined }]) =>
    slope !== undefined && slope > GROWS_MIB_PER_MINUTE;
  return Object.entries(memory)
    .filter(isGrowing)
    .map(([service]) => service);
}
