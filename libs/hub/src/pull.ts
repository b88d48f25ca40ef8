import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkSpace, writing } from './disk.js';
import { CONNECTIONS, contentOf, download } from './download.js';
import { hasContent } from './hash.js';
import type { Hub } from './hub.js';
import { inParallel } from './in-parallel.js';
import { FolderManifest, sizeOf } from './manifest.js';
import { withFolderLock } from './folder-lock.js';
import { PartFile, partOf } from './part-file.js';
import type { HubFile, Release } from './release.js';

/** Files up to this size are fetched several at a time, larger ones in several parts. */
const SMALL_BYTES = 4 << 20;

export interface PullProgress {
  readonly phase: 'fetching' | 'checking';
  /** The file that was heard of last. */
  readonly path: string;
  /** Bytes of this phase and this file when checking, of all files when fetching. */
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface PullOptions {
  readonly signal?: AbortSignal | undefined;
  onProgress?(progress: PullProgress): void;
}

/**
 * Brings files of a release into `folder`. What is there already is kept, what was begun is gone on with, and a file has its
 * name only when it is whole.
 * @throws HubError
 */
export async function pull(
  hub: Hub,
  release: Release,
  files: readonly HubFile[],
  folder: string,
  options: PullOptions = {},
): Promise<void> {
  await writing(folder, () => mkdir(folder, { recursive: true }));
  await withFolderLock(folder, () => pullInto(hub, release, files, folder, options));
}

async function pullInto(
  hub: Hub,
  release: Release,
  files: readonly HubFile[],
  folder: string,
  options: PullOptions,
): Promise<void> {
  const manifest = await FolderManifest.begin(folder, release, files);
  const missing = await notYetThere(files, folder, manifest, options);
  const begun = await begunBytes(missing, folder);
  await checkSpace(folder, bytesOf(missing) - sum(begun.values()));
  const fetchOne = async (file: HubFile, signal: AbortSignal | undefined) => {
    const onProgress = (phase: PullProgress['phase'], doneBytes: number) => {
      if (phase === 'fetching') begun.set(file.path, doneBytes);
      const all = { doneBytes: sum(begun.values()), totalBytes: bytesOf(missing) };
      const one = { doneBytes, totalBytes: file.bytes };
      options.onProgress?.({ phase, path: file.path, ...(phase === 'fetching' ? all : one) });
    };
    await download(hub, release, file, join(folder, file.path), { signal, onProgress });
    await manifest.add(file);
  };
  const isSmall = ({ bytes }: HubFile) => bytes <= SMALL_BYTES;
  await inParallel(missing.filter(isSmall), CONNECTIONS, options.signal, fetchOne);
  for (const file of missing.filter((file) => !isSmall(file))) await fetchOne(file, options.signal);
}

/** A file that somebody has put there is as good as a fetched one, if its hash is right. */
async function notYetThere(
  files: readonly HubFile[],
  folder: string,
  manifest: FolderManifest,
  { signal, onProgress }: PullOptions,
): Promise<HubFile[]> {
  const missing: HubFile[] = [];
  for (const file of files) {
    if (await manifest.has(file)) continue;
    const path = join(folder, file.path);
    let doneBytes = 0;
    const onBytes = (bytes: number) => {
      doneBytes += bytes;
      onProgress?.({ phase: 'checking', path: file.path, doneBytes, totalBytes: file.bytes });
    };
    const isThere =
      (await sizeOf(path)) === file.bytes &&
      (await hasContent(path, file.hash, { onBytes, signal }));
    if (isThere) await manifest.add(file);
    else missing.push(file);
  }
  return missing;
}

async function begunBytes(files: readonly HubFile[], folder: string): Promise<Map<string, number>> {
  const bytes = new Map<string, number>();
  for (const file of files)
    bytes.set(file.path, await PartFile.bytesAt(partOf(join(folder, file.path)), contentOf(file)));
  return bytes;
}

function bytesOf(files: readonly HubFile[]): number {
  return sum(files.map(({ bytes }) => bytes));
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
