import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DocumentUnreadable } from '../documents/document.js';
import { contentHash, loadFile } from '../documents/folder.js';

/** Clocks of file systems are coarse: a file that was changed just now may be changed again without another time. */
const SETTLED_MS = 2_000;

interface Seen {
  /** Changes when the file does. */
  stamp: string;
  hash: string;
}

/** What earlier looks at files have shown, so that files which have not changed since need not be read again. */
export class SeenFiles {
  private readonly byPath = new Map<string, Seen>();
  /** Of files that could not be read, by hash and name. */
  private readonly refusals = new Map<string, DocumentUnreadable>();

  /**
   * Hash of a file's bytes.
   * @throws DocumentUnreadable when the file is too large or may not be read.
   */
  async hashOf(folder: string, name: string): Promise<string> {
    const path = join(folder, name);
    const stamp = await stampOf(path);
    const seen = this.byPath.get(path);
    if (stamp !== undefined && seen?.stamp === stamp) return seen.hash;
    this.byPath.delete(path);
    const hash = contentHash(await loadFile(folder, name));
    if (stamp !== undefined) this.byPath.set(path, { stamp, hash });
    return hash;
  }

  /**
   * Reads a file, unless the same content was refused before and always will be.
   * @throws DocumentUnreadable
   */
  async unlessRefused<T>(name: string, hash: string, read: () => Promise<T>): Promise<T> {
    const key = `${hash} ${name}`;
    const refused = this.refusals.get(key);
    if (refused) throw refused;
    try {
      return await read();
    } catch (error) {
      if (error instanceof DocumentUnreadable && !error.retryable) this.refusals.set(key, error);
      throw error;
    }
  }
}

/** Undefined for a file that is too new to be known by its times. */
async function stampOf(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found || Date.now() - Math.max(found.mtimeMs, found.ctimeMs) < SETTLED_MS) return undefined;
  return `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
}
