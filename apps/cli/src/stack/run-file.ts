import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CliError } from '../errors.js';

/** What a running stack leaves behind for the other commands to find it. */
export const RunRecord = z.object({
  /** The program that holds the stack. */
  pid: z.number().int().positive(),
  startedAt: z.string(),
  url: z.string(),
  port: z.number().int(),
  natsUrl: z.string(),
  /** By user; absent where the server is not the stack's own. */
  natsPasswords: z.record(z.string(), z.string()).optional(),
  /** Process ids by service. */
  services: z.record(z.string(), z.number().int()),
});
export type RunRecord = z.infer<typeof RunRecord>;

export async function writeRunRecord(stateDir: string, record: RunRecord): Promise<void> {
  await mkdir(stateDir, { recursive: true });
  // a file that is there keeps its mode when it is written again
  await chmod(pathIn(stateDir), 0o600).catch(() => undefined);
  await writeFile(pathIn(stateDir), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
}

/** Removes the record, unless another stack has written its own meanwhile. */
export async function removeRunRecord(stateDir: string, pid: number): Promise<void> {
  if ((await read(stateDir))?.pid === pid) await rm(pathIn(stateDir), { force: true });
}

/**
 * The stack that runs now.
 * @throws CliError when there is none, or its record is all that is left of it.
 */
export async function findRunningStack(stateDir: string): Promise<RunRecord> {
  const record = await read(stateDir);
  if (!record)
    throw new CliError('Parley is not running here; start it with: npm run parley -- up');
  if (!isAlive(record.pid)) {
    throw new CliError(
      `Parley is not running any more (process ${record.pid} is gone); start it with: npm run parley -- up`,
    );
  }
  return record;
}

const pathIn = (stateDir: string) => join(stateDir, 'run.json');

async function read(stateDir: string): Promise<RunRecord | undefined> {
  try {
    return RunRecord.parse(JSON.parse(await readFile(pathIn(stateDir), 'utf8')));
  } catch {
    return undefined; // absent, or cut short by a crash
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
