import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** What tells one checkpoint from another: the hash counts, size and time spare us from working it out each time. */
export interface SourceIdentity {
  readonly sha256: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** Reads the whole file. */
export async function identify(
  path: string,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<SourceIdentity> {
  const { size, mtimeMs } = await stat(path);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 4 << 20 })) {
    hash.update(chunk as Buffer);
    onBytes((chunk as Buffer).length);
  }
  return { sha256: hash.digest('hex'), bytes: size, modifiedMs: Math.floor(mtimeMs) };
}

/** Whether the file at `path` is the one that `known` was taken from; it is read only when its time has changed. */
export async function isSame(path: string, known: SourceIdentity): Promise<boolean> {
  const { size, mtimeMs } = await stat(path);
  if (size !== known.bytes) return false;
  if (Math.floor(mtimeMs) === known.modifiedMs) return true;
  return (await identify(path)).sha256 === known.sha256;
}
