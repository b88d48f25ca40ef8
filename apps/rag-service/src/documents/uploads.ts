import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { DOCUMENT_PIECE_BYTES, LARGEST_DOCUMENT_BYTES } from '@parley/protocol';
import { DocumentUnreadable } from './document.js';
import { listDocuments } from './folder.js';
import { readerFor, type ReadDocument } from './reader.js';

const UNFINISHED = '.unfinished-';
/** As file systems have it. */
const LONGEST_PART_BYTES = 255;

export interface Piece {
  upload: string;
  name: string;
  offset: number;
  bytes: Uint8Array;
  last: boolean;
}

/** A folder of the service's own for documents that were handed in; a file shows up in it whole or not at all. */
export class Uploads {
  private constructor(
    readonly folder: string,
    private readonly read: ReadDocument,
  ) {}

  /** What an earlier run has left unfinished is thrown away. */
  static async open(folder: string, read: ReadDocument): Promise<Uploads> {
    await mkdir(folder, { recursive: true });
    const left = (await readdir(folder)).filter((name) => name.startsWith(UNFINISHED));
    await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
    return new Uploads(folder, read);
  }

  /** @throws DocumentUnreadable when the file is not wanted or cannot be read; its pieces are then gone, and one of the same name stays. */
  async add({ upload, name, offset, bytes, last }: Piece): Promise<void> {
    checkName(name);
    const unfinished = this.unfinished(upload);
    try {
      await append(unfinished, offset, bytes);
      if (last) await this.finish(unfinished, name);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  /** Forgets the pieces of a file whose last one will not come. */
  async discard(upload: string): Promise<void> {
    await rm(this.unfinished(upload), { force: true });
  }

  /** Returns the names that were there; others are passed over. */
  async remove(names: readonly string[]): Promise<string[]> {
    names.forEach(checkName);
    const here = new Set(await this.list());
    const removed = [...new Set(names)].filter((name) => here.has(name));
    for (const name of removed) await rm(join(this.folder, name), { force: true });
    return removed;
  }

  list(): Promise<string[]> {
    return listDocuments(this.folder);
  }

  private unfinished(upload: string): string {
    return join(this.folder, `${UNFINISHED}${upload}`);
  }

  private async finish(unfinished: string, name: string): Promise<void> {
    await this.read(await readFile(unfinished), name);
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await rename(unfinished, path);
  }
}

async function append(path: string, offset: number, bytes: Uint8Array): Promise<void> {
  if (bytes.length > DOCUMENT_PIECE_BYTES || offset + bytes.length > LARGEST_DOCUMENT_BYTES)
    throw new DocumentUnreadable('is larger than 8 MB');
  const file = await open(path, offset === 0 ? 'w' : 'a');
  try {
    if ((await file.stat()).size !== offset) throw new DocumentUnreadable('came in wrong pieces');
    // unlike write(), it does not stop half-way in silence when the disk is full
    await file.appendFile(bytes);
  } finally {
    await file.close();
  }
}

/** Only plain relative paths without hidden parts, so that nothing outside the folder can be meant. */
function checkName(name: string): void {
  const parts = name.split('/');
  const isPlain = parts.every(
    (part) => part !== '' && !part.startsWith('.') && Buffer.byteLength(part) <= LONGEST_PART_BYTES,
  );
  if (!isPlain || posix.normalize(name) !== name || /[\\\p{Cc}]/u.test(name))
    throw new DocumentUnreadable('has a name that is not allowed');
  if (!readerFor(name)) throw new DocumentUnreadable('is of a kind that cannot be read');
}
