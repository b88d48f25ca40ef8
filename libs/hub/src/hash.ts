import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** How the hub names content: large files by their own hash, small ones as git does. */
export interface ContentHash {
  readonly kind: 'sha256' | 'git-sha1';
  readonly hex: string;
}

/** Whether the file at `path` has this content. */
export async function hasContent(
  path: string,
  { kind, hex }: ContentHash,
  options: { onBytes?: (bytes: number) => void; signal?: AbortSignal | undefined } = {},
): Promise<boolean> {
  const hash = createHash(kind === 'sha256' ? 'sha256' : 'sha1');
  if (kind === 'git-sha1') hash.update(`blob ${(await stat(path)).size}\0`);
  const { onBytes, signal } = options;
  const chunks = createReadStream(path, { highWaterMark: 4 << 20, ...(signal ? { signal } : {}) });
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    hash.update(chunk);
    onBytes?.(chunk.length);
  }
  return hash.digest('hex') === hex;
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}
