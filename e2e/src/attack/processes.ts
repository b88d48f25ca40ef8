import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Stack } from '../support/stack.js';

const RunRecord = z.object({
  pid: z.number(),
  natsUrl: z.string(),
  natsPasswords: z.record(z.string(), z.string()),
  services: z.record(z.string(), z.number()),
});
export type RunRecord = z.infer<typeof RunRecord>;

const PAGES_OF_A_MIB = 256;
const TICKS_OF_A_SECOND = 100;

export async function runRecordOf({ home }: Pick<Stack, 'home'>): Promise<RunRecord> {
  return RunRecord.parse(JSON.parse(await readFile(join(home, 'run.json'), 'utf8')));
}

/** Resident, in MiB. */
export async function memoryOf(stack: Stack, service: string): Promise<number> {
  const statm = await procFile(stack, service, 'statm');
  return Number(statm.split(' ')[1]) / PAGES_OF_A_MIB;
}

/** Since its start. */
export async function processorSecondsOf(stack: Stack, service: string): Promise<number> {
  const stat = await procFile(stack, service, 'stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_OF_A_SECOND;
}

async function procFile(stack: Stack, service: string, file: string): Promise<string> {
  const { services } = await runRecordOf(stack);
  return readFile(`/proc/${services[service]}/${file}`, 'utf8');
}
