import { Mutex } from 'async-mutex';
import { open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { writing } from './disk.js';
import { Ranges } from './ranges.js';
import { replaceFile } from './replace-file.js';

const SAVE_EVERY_MS = 500;

const Journal = z.object({
  hash: z.string(),
  bytes: z.number(),
  version: z.string().optional(),
  done: z.array(z.tuple([z.number(), z.number()])),
});
type Journal = z.infer<typeof Journal>;

/**
 * A file that is being fetched, `<name>.part`, and beside it a journal of the bytes that are safely in it. The journal is never
 * ahead of the file, whenever the program is killed.
 */
export class PartFile {
  private savedAtMs = performance.now();
  private readonly saves = new Mutex();
  private version: string | undefined;

  private constructor(
    readonly path: string,
    private readonly content: { hash: string; bytes: number },
    private readonly file: FileHandle,
    readonly ranges: Ranges,
  ) {}

  /** Goes on with what is there, when it is of the same content. */
  static async open(path: string, content: { hash: string; bytes: number }): Promise<PartFile> {
    const journal = await readJournal(path, content);
    const file = await writing(path, () => open(path, journal ? 'r+' : 'w'));
    const part = new PartFile(path, content, file, new Ranges(journal?.done));
    part.version = journal?.version;
    return part;
  }

  /** Bytes that an interrupted download has left at `path`. */
  static async bytesAt(path: string, content: { hash: string; bytes: number }): Promise<number> {
    return new Ranges((await readJournal(path, content))?.done).bytes;
  }

  /** Whether `version`, the server's name for what it sends, if it has one, is that of the bytes that are there. */
  isSameVersion(version: string | undefined): boolean {
    this.version ??= version;
    return version === undefined || this.version === version;
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    await writing(this.path, async () => {
      for (let done = 0; done < bytes.length;) {
        const left = bytes.length - done;
        done += (await this.file.write(bytes, done, left, position + done)).bytesWritten;
      }
    });
    this.ranges.add(position, position + bytes.length);
    if (performance.now() - this.savedAtMs > SAVE_EVERY_MS) await this.save();
  }

  /** Forgets what is there. */
  async restart(): Promise<void> {
    this.ranges.clear();
    this.version = undefined;
    await this.save();
  }

  save(): Promise<void> {
    this.savedAtMs = performance.now();
    const journal: Journal = { ...this.content, version: this.version, done: [] };
    for (const [from, to] of this.ranges.all) journal.done.push([from, to]);
    return this.saves.runExclusive(() => writing(this.path, () => this.saveJournal(journal)));
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /** Gives the whole file its name. */
  async finish(target: string): Promise<void> {
    await rename(this.path, target);
    await rm(journalOf(this.path), { force: true });
  }

  async discard(): Promise<void> {
    await rm(journalOf(this.path), { force: true });
    await rm(this.path, { force: true });
  }

  private async saveJournal(journal: Journal): Promise<void> {
    await this.file.datasync();
    await replaceFile(journalOf(this.path), JSON.stringify(journal));
  }
}

export function partOf(target: string): string {
  return `${target}.part`;
}

function journalOf(part: string): string {
  return `${part}.json`;
}

async function readJournal(
  path: string,
  { hash, bytes }: { hash: string; bytes: number },
): Promise<Journal | undefined> {
  try {
    const { size } = await stat(path);
    const journal = Journal.parse(JSON.parse(await readFile(journalOf(path), 'utf8')));
    const reach = Math.max(0, ...journal.done.map(([, to]) => to));
    const isSame = journal.hash === hash && journal.bytes === bytes;
    return isSame && reach <= size ? journal : undefined;
  } catch {
    return undefined;
  }
}
