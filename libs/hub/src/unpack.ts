import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { writing } from './disk.js';
import { HubError } from './errors.js';

/** Far more than any release's voices take. */
const MAX_BYTES = 1 << 30;

/**
 * Writes the regular files that lie in the folder `from` of a `.tgz` into `folder`. Only their own names are used, never a path of
 * the archive; what else is in the folder stays.
 * @returns the names
 * @throws HubError when the archive is damaged, holds what no release does or would grow beyond measure
 */
export async function unpack(archive: string, from: string, folder: string): Promise<string[]> {
  const entries = extract();
  // A stream of Node in all but its type.
  const sink = entries as unknown as Writable;
  const reading = pipeline(createReadStream(archive), createGunzip(), sink);
  reading.catch(() => undefined);
  try {
    await writing(folder, () => mkdir(folder, { recursive: true }));
    const names: string[] = [];
    let bytes = 0;
    for await (const entry of entries) {
      bytes += entry.header.size;
      if (bytes > MAX_BYTES) throw new HubError(`${archive} holds more than any release does.`);
      const name = nameOf(entry.header, from, archive);
      if (name) names.push(name);
      if (name) await write(entry as AsyncIterable<Buffer>, join(folder, name));
      else entry.resume();
    }
    await reading;
    return names;
  } catch (cause) {
    entries.destroy();
    if (cause instanceof HubError) throw cause;
    throw new HubError(`${archive} cannot be unpacked: ${(cause as Error).message}.`, { cause });
  }
}

/** @returns undefined for what is not wanted: folders, and files elsewhere */
function nameOf({ name: path, type }: Header, from: string, archive: string): string | undefined {
  const parts = path.split('/').filter((part) => part !== '.' && part !== '');
  if (type !== 'file' && type !== 'directory')
    throw new HubError(`${archive} holds a ${type}, "${path}", which no release does.`);
  if (parts.includes('..') || path.startsWith('/'))
    throw new HubError(`${archive} holds "${path}", which lies outside of its folder.`);
  const name = basename(path);
  const isWanted = type === 'file' && parts.length === 2 && parts[0] === from;
  return isWanted && !name.startsWith('.') ? name : undefined;
}

async function write(content: AsyncIterable<Buffer>, path: string): Promise<void> {
  const part = `${path}.part`;
  try {
    await writing(path, () => writeFile(part, content));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
