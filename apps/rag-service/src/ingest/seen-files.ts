import { stat, type Stats } from 'node:fs';
import { join } from 'node:path';
import { batchesOf } from '../concurrency/batches.js';
import { DocumentUnreadable } from '../documents/document.js';
import { contentHash, loadFile } from '../documents/folder.js';

/** Clocks of file systems are coarse: a file that was changed just now may be changed again without another time. */
const SETTLED_MS = 2_000;
const LOOKED_AT_AT_ONCE = 500;

export interface File {
  folder: string;
  /** In its folder. */
  path: string;
  /** In the index. */
  name: string;
}

/** A file, with what changes when the file does; undefined for one that is too new to be known by its times. */
export type FileWithStamp = File & { stamp: string | undefined };

/** What earlier looks at files have shown, by name, so that files which have not changed since need not be read again. */
export class SeenFiles {
  private readonly hashes = new Map<string, { stamp: string; hash: string }>();
  private readonly refusals = new Map<string, { hash: string; refusal: DocumentUnreadable }>();

  /** Hash of a file's bytes, if it has not changed since they were read. */
  hashOf({ name, stamp }: FileWithStamp): string | undefined {
    const seen = this.hashes.get(name);
    return stamp !== undefined && seen?.stamp === stamp ? seen.hash : undefined;
  }

  /**
   * Hash of a file's bytes, which are read.
   * @throws DocumentUnreadable when the file is too large or may not be read.
   */
  async readHash({ folder, path, name, stamp }: FileWithStamp): Promise<string> {
    const hash = contentHash(await loadFile(folder, path));
    if (stamp === undefined) this.hashes.delete(name);
    else this.hashes.set(name, { stamp, hash });
    return hash;
  }

  /**
   * Reads a file, unless the same content was refused before and always will be.
   * @throws DocumentUnreadable
   */
  async unlessRefused<T>(name: string, hash: string, read: () => Promise<T>): Promise<T> {
    const refused = this.refusals.get(name);
    if (refused?.hash === hash) throw refused.refusal;
    try {
      return await read();
    } catch (error) {
      if (error instanceof DocumentUnreadable && !error.retryable)
        this.refusals.set(name, { hash, refusal: error });
      throw error;
    }
  }

  /** Forgets all other files. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const seen of [this.hashes, this.refusals])
      for (const name of seen.keys()) if (!names.has(name)) seen.delete(name);
  }
}

/** Looks at many files at once, without opening them. */
export async function* withStamps(files: readonly File[]): AsyncGenerator<FileWithStamp> {
  for (const batch of batchesOf(files, LOOKED_AT_AT_ONCE)) {
    const stamps = await Promise.all(batch.map(({ folder, path }) => stampOf(join(folder, path))));
    for (const [at, file] of batch.entries()) yield { ...file, stamp: stamps[at] };
  }
}

/** With callbacks: promises of `fs` take four times as long, which tells with ten thousands of files. */
function stampOf(path: string): Promise<string | undefined> {
  return new Promise((resolve) =>
    stat(path, (error, found) => resolve(error ? undefined : stampFrom(found))),
  );
}

function stampFrom({ ino, size, mtimeMs, ctimeMs }: Stats): string | undefined {
  const age = Date.now() - Math.max(mtimeMs, ctimeMs);
  return age < SETTLED_MS ? undefined : `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
}
