import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findRunningStack, removeRunRecord, writeRunRecord } from './run-file.js';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'parley-run-'))));
afterEach(() => rm(folder, { recursive: true }));

const recordOf = (pid: number) => ({
  pid,
  startedAt: '2026-01-01T00:00:00.000Z',
  url: 'http://localhost:8998',
  port: 8998,
  natsUrl: 'nats://127.0.0.1:40000',
  services: { gateway: 12 },
});

async function pidOfEndedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid as number;
}

it('is for its owner alone, since it holds the passwords of the bus', async () => {
  const path = join(folder, 'run.json');
  await writeFile(path, '', { mode: 0o644 });
  await writeRunRecord(folder, recordOf(process.pid));
  expect((await stat(path)).mode & 0o077).toBe(0);
});

it('leads other commands to the stack that runs', async () => {
  await writeRunRecord(join(folder, 'new'), recordOf(process.pid));
  expect(await findRunningStack(join(folder, 'new'))).toEqual(recordOf(process.pid));
});

it('says how to start a stack when none runs', async () => {
  await expect(findRunningStack(folder)).rejects.toThrow('start it with: npm run parley -- up');
});

it('sees through a record whose stack is gone', async () => {
  const pid = await pidOfEndedProcess();
  await writeRunRecord(folder, recordOf(pid));
  await expect(findRunningStack(folder)).rejects.toThrow(`process ${pid} is gone`);
});

it('takes a record cut short by a crash for none', async () => {
  await writeFile(join(folder, 'run.json'), '{"pid": 1');
  await expect(findRunningStack(folder)).rejects.toThrow('Parley is not running here');
});

it('is removed by the stack that wrote it, and by no other', async () => {
  await writeRunRecord(folder, recordOf(process.pid));
  await removeRunRecord(folder, process.pid + 1);
  expect(await findRunningStack(folder)).toBeDefined();
  await removeRunRecord(folder, process.pid);
  await expect(findRunningStack(folder)).rejects.toThrow('not running here');
});
