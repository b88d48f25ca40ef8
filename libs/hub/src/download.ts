import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writing } from './disk.js';
import { GOES_ON, HubError, TryAgain } from './errors.js';
import { hasContent } from './hash.js';
import { dropBody, type Hub } from './hub.js';
import { inParallel } from './in-parallel.js';
import { PartFile, partOf } from './part-file.js';
import type { Range } from './ranges.js';
import type { HubFile } from './release.js';
import { retrying } from './retry.js';

export const CONNECTIONS = 4;

/** A file is fetched in some sixteen portions, none too small to be worth a request nor so large that a new address runs out. */
const PORTIONS = 16;
const MIN_PORTION_BYTES = 1 << 20;
const MAX_PORTION_BYTES = 64 << 20;

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  onProgress?(phase: 'fetching' | 'checking', doneBytes: number): void;
}

/** Where a file is asked for, and whose it is, for people. */
export interface FileAddress {
  readonly repo: string;
  readonly url: URL;
}

/** The server sends whole files only. */
class RangesIgnored extends Error {}

/** The server sends something else than before. */
class Changed extends HubError {}

/**
 * Fetches a file to `target`, which is there only when it is whole and has the hash of `file`.
 * @throws HubError
 */
export async function download(
  hub: Hub,
  from: FileAddress,
  file: HubFile,
  target: string,
  options: DownloadOptions = {},
): Promise<void> {
  await writing(target, () => mkdir(dirname(target), { recursive: true }));
  const part = await PartFile.open(partOf(target), contentOf(file));
  try {
    await new Fetch(hub, from, file, part, options).run();
    await part.save();
  } catch (error) {
    await part.save().catch(() => undefined);
    throw error;
  } finally {
    await part.close();
  }
  await check(part, file, options);
  await part.finish(target);
}

/** What a part file is of. */
export function contentOf({ hash, bytes }: HubFile): { hash: string; bytes: number } {
  return { hash: hash.hex, bytes };
}

async function check(
  part: PartFile,
  { path, hash }: HubFile,
  { signal, onProgress }: DownloadOptions,
): Promise<void> {
  let checked = 0;
  const onBytes = (bytes: number) => onProgress?.('checking', (checked += bytes));
  if (await hasContent(part.path, hash, { onBytes, signal })) return;
  await part.discard();
  throw new HubError(
    `What came for ${path} is not what it should be (its ${hash.kind} differs), so it was thrown away. Run it again.`,
  );
}

class Fetch {
  private readonly url: URL;
  private readonly subject: { repo: string; what: string };

  constructor(
    private readonly hub: Hub,
    from: FileAddress,
    private readonly file: HubFile,
    private readonly part: PartFile,
    private readonly options: DownloadOptions,
  ) {
    this.url = from.url;
    this.subject = { repo: from.repo, what: file.path };
  }

  async run(): Promise<void> {
    try {
      await this.portions();
    } catch (error) {
      const again = error instanceof Changed || error instanceof RangesIgnored;
      if (!again) throw error;
      await this.part.restart();
      await (error instanceof Changed ? this.portions() : this.whole());
    }
  }

  private portions(): Promise<void> {
    const { bytes } = this.file;
    const fair = Math.ceil(bytes / PORTIONS);
    const portion = Math.min(Math.max(fair, MIN_PORTION_BYTES), MAX_PORTION_BYTES);
    const missing = [...this.part.ranges.missing(bytes, portion)];
    return inParallel(missing, CONNECTIONS, this.options.signal, (range, signal) =>
      this.portion(range, signal),
    );
  }

  private portion([start, to]: Range, signal: AbortSignal): Promise<void> {
    let from = start;
    const work = async () => {
      const range = `bytes=${from}-${to - 1}`;
      const response = await this.hub.request(this.url, { range }, this.subject, signal);
      this.expect(response, from);
      for await (const reached of this.receive(response, from, to, signal)) from = reached;
      await this.part.save();
    };
    return retrying(work, { ...this.hub.patience, signal, achieved: () => from });
  }

  /** From the beginning each time, since such a server cannot do otherwise. */
  private whole(): Promise<void> {
    const { signal } = this.options;
    const work = async () => {
      this.part.ranges.clear();
      const response = await this.hub.request(this.url, {}, this.subject, signal);
      for await (const reached of this.receive(response, 0, this.file.bytes, signal)) void reached;
    };
    return retrying(work, { ...this.hub.patience, signal });
  }

  private expect(response: Response, from: number): void {
    const stop = (error: Error) => {
      dropBody(response);
      return error;
    };
    if (response.status === 200) throw stop(new RangesIgnored());
    const version = response.headers.get('etag') ?? undefined;
    if (!this.part.isSameVersion(version))
      throw stop(new Changed(`${this.file.path} changes while it is fetched. Try again later.`));
    const range = response.headers.get('content-range') ?? 'none';
    if (!range.startsWith(`bytes ${from}-`) || !range.endsWith(`/${this.file.bytes}`))
      throw stop(
        new TryAgain(
          `${this.url.host} sends other bytes of ${this.file.path} than were asked for (${range}). Try again later.`,
        ),
      );
  }

  /** Writes what comes; yields how far it has come. */
  private async *receive(
    response: Response,
    start: number,
    to: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<number> {
    let from = start;
    for await (const chunk of chunksOf(response, this.hub.stallMs, signal)) {
      if (from + chunk.length > to)
        throw new TryAgain(
          `${this.url.host} sends more of ${this.file.path} than there should be. Try again later.`,
        );
      await this.part.write(chunk, from);
      from += chunk.length;
      this.options.onProgress?.('fetching', this.part.ranges.bytes);
      yield from;
    }
    if (from < to) throw new TryAgain(`The connection to ${this.url.host} was cut. ${GOES_ON}`);
  }
}

async function* chunksOf(
  response: Response,
  stallMs: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const { host } = new URL(response.url);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let stalled = false;
  const timer = setTimeout(() => {
    stalled = true;
    void reader.cancel().catch(() => undefined);
  }, stallMs);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (stalled) throw new Error(`nothing came for ${stallMs} ms`);
      if (done) return;
      timer.refresh();
      yield value;
    }
  } catch (cause) {
    signal?.throwIfAborted();
    throw new TryAgain(`The connection to ${host} was cut. ${GOES_ON}`, { cause });
  } finally {
    clearTimeout(timer);
    void reader.cancel().catch(() => undefined);
  }
}
