import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { lockStateDir } from './state-lock.js';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'parley-lock-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A process that has the lock of the folder. */
async function holder(stateDir: string) {
  const path = JSON.stringify(join(stateDir, 'stack.lock'));
  const source = `
    const fs = require('node:fs');
    const fd = fs.openSync(${path}, 'r+');
    if (require('koffi').load(null).func('int flock(int, int)')(fd, 6) !== 0) process.exit(1);
    fs.ftruncateSync(fd);
    fs.writeSync(fd, process.pid + '\\n', 0);
    process.send('locked');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['-e', source], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'message');
  return child;
}

it('makes the folder, for its owner alone, and takes it', async () => {
  const stateDir = join(folder, 'a', 'b');
  const lock = await lockStateDir(stateDir);
  expect((await stat(stateDir)).mode & 0o077).toBe(0);
  await lock.release();
});

it('says which process has the folder, and is free at once when that is killed', async () => {
  await (await lockStateDir(folder)).release();
  const other = await holder(folder);
  await expect(lockStateDir(folder)).rejects.toMatchObject({
    plain: true,
    exitCode: 2,
    message: `Another Parley runs on ${folder}: process ${other.pid}. Stop that one, or set PARLEY_HOME to another folder.`,
  });
  other.kill('SIGKILL');
  await once(other, 'exit');
  await (await lockStateDir(folder)).release();
});

it.each(['/proc/parley', '/proc/self/parley/home', '/dev/null/parley', '/dev/null'])(
  'says in a sentence that %s cannot be had',
  async (stateDir) => {
    await expect(lockStateDir(stateDir)).rejects.toMatchObject({
      plain: true,
      exitCode: 2,
      message: expect.stringMatching(/^PARLEY_HOME=\/\S+ cannot be used \(.+\)\. Set it to/),
    });
  },
);

it('says so of a file, too', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(lockStateDir(join(folder, 'file'))).rejects.toMatchObject({ exitCode: 2 });
});
