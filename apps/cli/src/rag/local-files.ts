import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { CliError } from '../errors.js';

export interface LocalFile {
  path: string;
  /** The document's name: the folder that was given, and the path below it. */
  name: string;
  /** Changes when the file does. */
  stamp: string;
}

/**
 * The files that paths of files and folders mean; hidden ones only where named themselves.
 * @throws CliError when a path does not exist.
 */
export async function localFiles(paths: readonly string[]): Promise<LocalFile[]> {
  const files = await Promise.all(paths.map(filesAt));
  return files.flat();
}

async function filesAt(given: string): Promise<LocalFile[]> {
  const path = resolve(given);
  const found = await stat(path).catch((cause: unknown) => {
    throw new CliError(`${given} cannot be read: ${String(cause)}`, { cause });
  });
  if (!found.isDirectory()) return fileAt(path, basename(path));
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const inside = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => !/(^|\/)\./.test(name))
    .sort();
  const files = inside.map((name) => fileAt(join(path, name), `${basename(path)}/${name}`));
  return (await Promise.all(files)).flat();
}

/** None when it is gone by now, as the temporary files of editors often are. */
async function fileAt(path: string, name: string): Promise<LocalFile[]> {
  const found = await stat(path).catch(() => undefined);
  return found ? [{ path, name, stamp: `${found.ino} ${found.size} ${found.mtimeMs}` }] : [];
}
