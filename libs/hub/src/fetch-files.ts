import { join } from 'node:path';
import { checkSpace } from './disk.js';
import { CONNECTIONS, contentOf, download, type FileAddress } from './download.js';
import { hasContent } from './hash.js';
import type { Hub } from './hub.js';
import { inParallel } from './in-parallel.js';
import { sizeOf, type FolderManifest } from './manifest.js';
import { PartFile, partOf } from './part-file.js';
import type { HubFile } from './release.js';

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

/** Where files go, and what is known of those that are there. */
export interface Destination {
  readonly folder: string;
  readonly manifest: FolderManifest;
}

/** Fetches files, each from its address; what was begun is gone on with. @throws HubError */
export async function fetchFiles(
  hub: Hub,
  addressOf: (file: HubFile) => FileAddress,
  missing: readonly HubFile[],
  { folder, manifest }: Destination,
  options: PullOptions,
): Promise<void> {
  const begun = await begunBytes(missing, folder);
  await checkSpace(folder, bytesOf(missing) - sum(begun.values()));
  const fetchOne = async (file: HubFile, signal: AbortSignal | undefined) => {
    const onProgress = (phase: PullProgress['phase'], doneBytes: number) => {
      if (phase === 'fetching') begun.set(file.path, doneBytes);
      const all = { doneBytes: sum(begun.values()), totalBytes: bytesOf(missing) };
      const one = { doneBytes, totalBytes: file.bytes };
      options.onProgress?.({ phase, path: file.path, ...(phase === 'fetching' ? all : one) });
    };
    const target = join(folder, file.path);
    await download(hub, addressOf(file), file, target, { signal, onProgress });
    await manifest.add(file);
  };
  const isSmall = ({ bytes }: HubFile) => bytes <= SMALL_BYTES;
  await inParallel(missing.filter(isSmall), CONNECTIONS, options.signal, fetchOne);
  for (const file of missing.filter((file) => !isSmall(file))) await fetchOne(file, options.signal);
}

/** A file that somebody has put there is as good as a fetched one, if its hash is right. */
export async function notYetThere(
  files: readonly HubFile[],
  { folder, manifest }: Destination,
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

export function bytesOf(files: readonly HubFile[]): number {
  return sum(files.map(({ bytes }) => bytes));
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
