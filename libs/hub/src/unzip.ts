import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { writing } from './disk.js';
import { DiskError, HubError } from './errors.js';

/**
 * Writes some members of a zip archive to files; no path of the archive is ever used as one.
 * @param targets where each member goes, by its name in the archive
 * @throws HubError when the archive is damaged or lacks one of them
 */
export async function unzip(
  archive: string,
  targets: ReadonlyMap<string, string>,
  signal?: AbortSignal,
): Promise<void> {
  const missing = new Set(targets.keys());
  try {
    const zip = await openPromise(archive);
    for await (const entry of zip.eachEntry()) {
      const target = targets.get(entry.fileName);
      if (!target) continue;
      const content = await zip.openReadStreamPromise(entry);
      await writing(target, () => mkdir(dirname(target), { recursive: true }));
      await writing(target, () => pipeline(content, createWriteStream(target), { signal }));
      missing.delete(entry.fileName);
    }
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof DiskError) throw cause;
    throw new HubError(`${archive} cannot be unpacked: ${(cause as Error).message}.`, { cause });
  }
  if (missing.size > 0) throw new HubError(`${archive} has no ${[...missing].join(', ')}.`);
}
