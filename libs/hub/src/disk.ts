import { statfs } from 'node:fs/promises';
import { GOES_ON, HubError } from './errors.js';

/** @throws HubError when `folder` has no room for `bytes` more bytes */
export async function checkSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= bytes) return;
  throw new HubError(
    `${folder} has ${gigabytes(bavail * bsize)} left and ${gigabytes(bytes)} are needed. Free some space or name another folder with --dir.`,
  );
}

/** Runs what writes to `path`; a full disk gets its own sentence. */
export async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new HubError(`The disk is full: ${path} cannot grow. Free some space. ${GOES_ON}`, {
        cause,
      });
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM' || code === 'ENOTDIR')
      throw new HubError(`${path} cannot be written (${code}). Name another folder with --dir.`, {
        cause,
      });
    throw cause;
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
