import koffi from 'koffi';
import { constants } from 'node:fs';
import { mkdir, open, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CliError } from '../errors.js';

/** Of `flock(2)`: alone, and without waiting. */
const EXCLUSIVE_NOW = 2 | 4;

/** The folder of a stack cannot be had; nothing was started. */
export class StateDirUnusable extends CliError {
  override readonly name = 'StateDirUnusable';
  readonly exitCode = 2;
}

/** A folder that no other stack uses meanwhile. */
export interface StateLock {
  release(): Promise<void>;
}

/**
 * Makes the folder where it is not there, and takes it for this process. The system itself gives the lock back when the
 * process ends, however it ends.
 * @throws StateDirUnusable when it cannot be made, or another stack has it.
 */
export async function lockStateDir(stateDir: string): Promise<StateLock> {
  const file = await openLockFile(stateDir);
  if (!tryLock(file.fd)) {
    const owner = (await file.readFile('utf8')).trim();
    await file.close();
    throw new StateDirUnusable(
      `Another Parley runs on ${stateDir}${owner && `: process ${owner}`}. Stop that one, or set PARLEY_HOME to another folder.`,
    );
  }
  await file.truncate();
  await file.write(`${process.pid}\n`, 0);
  return { release: () => file.close() };
}

async function openLockFile(stateDir: string): Promise<FileHandle> {
  try {
    await makeFolder(stateDir);
    return await open(join(stateDir, 'stack.lock'), constants.O_RDWR | constants.O_CREAT, 0o600);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StateDirUnusable(
      `PARLEY_HOME=${stateDir} cannot be used (${reason}). Set it to a folder that you may write to.`,
      { cause },
    );
  }
}

/** Node's own recursive way never ends where a folder that is there takes no other, as in /proc. */
async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o700 }).catch(async (error: NodeJS.ErrnoException) => {
    // somebody else may have made it in this moment
    if (error.code !== 'EEXIST' || !(await isFolder(path))) throw error;
  });
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Node has no call for it. */
function tryLock(fd: number): boolean {
  const flock = koffi.load(null).func('int flock(int, int)') as (fd: number, how: number) => number;
  return flock(fd, EXCLUSIVE_NOW) === 0;
}
