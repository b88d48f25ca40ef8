import { statfs } from 'node:fs/promises';
import { DiskError, GOES_ON } from './errors.js';

/** The folder is not ours, or no folder; Node says ENOENT when one cannot be made on a disk that is read-only. */
const REFUSED = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENOENT']);

/** @throws DiskError when `folder` has no room for `bytes` more bytes */
export async function checkSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= bytes) return;
  throw new DiskError(
    `${folder} has ${sizeText(bavail * bsize)} left and ${sizeText(bytes)} are needed. Free some space or choose another folder.`,
  );
}

/** Runs what writes to `path`; a full disk gets its own sentence. */
export async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new DiskError(`The disk is full: ${path} cannot grow. Free some space. ${GOES_ON}`, {
        cause,
      });
    if (REFUSED.has(code))
      throw new DiskError(`${path} cannot be written (${code}). Choose another folder.`, { cause });
    throw cause;
  }
}

function sizeText(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
