import { DocumentUnreadable } from '../documents/document.js';
import { contentHash, loadFile, lookInto } from '../documents/folder.js';
import { readDocument, type ReadDocument } from '../documents/reader.js';
import { chunk } from '../passages/chunker.js';
import { plainHash } from '../store/embedded-hash.js';
import type { IndexChange, IndexedDocument, PassageStore } from '../store/passage-store.js';
import { SeenFiles, withStamps, type File, type FileWithStamp } from './seen-files.js';

/** Raised when documents are to be cut differently, so that all are read again. */
const CHUNKING = 2;
/** Some megabytes: so much is held at once beside what is answered from. */
const PASSAGES_AT_ONCE = 500;

export interface IngestReport {
  added: number;
  changed: number;
  removed: number;
  unchanged: number;
  /** Files that were left out, and why. */
  skipped: { name: string; reason: string }[];
}

/** A folder to read in; `prefix` goes before the names of its files and ends with a slash, or is empty. */
export interface Source {
  folder: string;
  prefix: string;
}

export interface Ingestion {
  sources: readonly Source[];
  store: PassageStore;
  /** Hashes of the documents in the store, as it gives them. */
  known: ReadonlyMap<string, string>;
  seen?: SeenFiles;
  read?: ReadDocument;
}

interface Found {
  files: File[];
  /** Files of kinds that no reader takes, counted by their endings. */
  skipped: IngestReport['skipped'];
}

export interface Ingested {
  report: IngestReport;
  /** Why a file cannot be read as it is now, by name; a version before may answer. */
  unread: ReadonlyMap<string, string>;
  /** What is in the store now that was not before. */
  change: IndexChange;
}

/**
 * Brings the store up to date with the folders, in one step that either happens or does not.
 * Files that were seen before and have not changed are not opened. A file that cannot be read is reported, and the rest goes on.
 * @throws DocumentsUnavailable when a folder cannot be listed; the store is then left as it is.
 */
export function ingest({
  store,
  known,
  sources,
  seen = new SeenFiles(),
  read = readDocument,
}: Ingestion): Promise<Ingested> {
  return new Ingest(store, known, seen, read).of(sources);
}

class Ingest {
  private readonly report: IngestReport = {
    added: 0,
    changed: 0,
    removed: 0,
    unchanged: 0,
    skipped: [],
  };
  private readonly written: IndexedDocument[] = [];
  private readonly unread = new Map<string, string>();

  constructor(
    private readonly store: PassageStore,
    private readonly known: ReadonlyMap<string, string>,
    private readonly seen: SeenFiles,
    private readonly read: ReadDocument,
  ) {}

  async of(sources: readonly Source[]): Promise<Ingested> {
    const gone = new Set(this.known.keys());
    const changed: File[] = [];
    const { files, skipped } = await filesOf(sources);
    this.report.skipped.push(...skipped);
    this.seen.keepOnly(new Set(files.map(({ name }) => name)));
    for await (const file of withStamps(files)) {
      // one that cannot be opened is still there
      gone.delete(file.name);
      const isChanged = await this.unlessRefused(file, () => this.hasChanged(file));
      if (isChanged) changed.push(file);
    }
    const removed = [...gone];
    if (changed.length + gone.size > 0) await this.store.apply(this.changes(changed, removed));
    this.report.removed = removed.length;
    return {
      report: this.report,
      unread: this.unread,
      change: { written: this.written, removed },
    };
  }

  private async hasChanged(file: FileWithStamp): Promise<boolean> {
    const hash = this.seen.hashOf(file) ?? (await this.seen.readHash(file));
    const isChanged = hashOf(hash) !== plainHash(this.known.get(file.name) ?? '');
    if (!isChanged) this.report.unchanged++;
    return isChanged;
  }

  /** What cannot be read although it was there before answers on as it was. */
  private async *changes(
    files: readonly File[],
    removed: readonly string[],
  ): AsyncGenerator<IndexChange> {
    let written: IndexedDocument[] = [];
    let passages = 0;
    for (const file of files) {
      const document = await this.unlessRefused(file, () => this.documentOf(file));
      if (!document) continue;
      this.report[this.known.has(file.name) ? 'changed' : 'added']++;
      this.written.push(document);
      written.push(document);
      passages += document.passages.length;
      if (passages < PASSAGES_AT_ONCE) continue;
      yield { written, removed: [] };
      [written, passages] = [[], 0];
    }
    if (written.length + removed.length > 0) yield { written, removed: [...removed] };
  }

  private async documentOf({ folder, path, name }: File): Promise<IndexedDocument> {
    const bytes = await loadFile(folder, path);
    const hash = contentHash(bytes);
    const document = await this.seen.unlessRefused(name, hash, () => this.read(bytes, name));
    return { name, hash: hashOf(hash), passages: chunk(name, document) };
  }

  /** Reports a file that cannot be read, and gives undefined for it. */
  private async unlessRefused<T>({ name }: File, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DocumentUnreadable)) throw error;
      this.unread.set(name, error.message);
      const before = this.known.has(name) ? '; the version before answers on' : '';
      this.report.skipped.push({ name, reason: error.message + before });
      return undefined;
    }
  }
}

/** What a file's content becomes depends on the way it is cut, too. */
function hashOf(contentHash: string): string {
  return `${CHUNKING}:${contentHash}`;
}

/** Of two files that would have the same name the one of the later source counts. */
async function filesOf(sources: readonly Source[]): Promise<Found> {
  const files = new Map<string, File>();
  const skipped: IngestReport['skipped'] = [];
  for (const { folder, prefix } of sources) {
    const { documents, otherKinds } = await lookInto(folder);
    for (const path of documents) files.set(prefix + path, { folder, path, name: prefix + path });
    for (const [kind, count] of otherKinds) skipped.push(ofOtherKind(kind, count));
  }
  return { files: [...files.values()], skipped };
}

function ofOtherKind(kind: string, count: number): IngestReport['skipped'][number] {
  return count === 1
    ? { name: `1 file ${kind}`, reason: 'is of a kind that cannot be read' }
    : { name: `${count} files ${kind}`, reason: 'are of a kind that cannot be read' };
}
