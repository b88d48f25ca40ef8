import { DocumentUnreadable } from '../documents/document.js';
import { contentHash, listDocuments, loadFile } from '../documents/folder.js';
import { readDocument, type ReadDocument } from '../documents/reader.js';
import { plainHash } from '../embed/embedded-hash.js';
import { chunk } from '../passages/chunker.js';
import type { IndexedDocument, PassageStore } from '../store/passage-store.js';

/** Raised when documents are to be cut differently, so that all are read again. */
const CHUNKING = 1;

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

/**
 * Brings the store up to date with the folders, in one step that either happens or does not.
 * Unchanged files are only hashed. A file that cannot be read is reported, and the rest goes on.
 * @throws DocumentsUnavailable when a folder cannot be listed; the store is then left as it is.
 */
export async function ingest(
  sources: readonly Source[],
  store: PassageStore,
  read: ReadDocument = readDocument,
): Promise<IngestReport> {
  const known = await store.hashes();
  const report: IngestReport = { added: 0, changed: 0, removed: 0, unchanged: 0, skipped: [] };
  const written: IndexedDocument[] = [];
  const gone = new Set(known.keys());
  for (const file of await filesOf(sources)) {
    const outcome = await readIfChanged({
      ...file,
      knownHash: plainHash(known.get(file.name) ?? ''),
      read,
    });
    if ('reason' in outcome) report.skipped.push({ name: file.name, reason: outcome.reason });
    else gone.delete(file.name);
    if ('unchanged' in outcome) report.unchanged++;
    if ('document' in outcome) {
      written.push(outcome.document);
      report[known.has(file.name) ? 'changed' : 'added']++;
    }
  }
  report.removed = gone.size;
  if (written.length + gone.size > 0) await store.apply({ written, removed: [...gone] });
  return report;
}

type Outcome = { unchanged: true } | { document: IndexedDocument } | { reason: string };

interface File {
  folder: string;
  /** In its folder. */
  path: string;
  /** In the index. */
  name: string;
}

async function filesOf(sources: readonly Source[]): Promise<File[]> {
  const files: File[] = [];
  for (const { folder, prefix } of sources)
    for (const path of await listDocuments(folder))
      files.push({ folder, path, name: prefix + path });
  return files;
}

interface Candidate extends File {
  /** Empty for a new file. */
  knownHash: string;
  read: ReadDocument;
}

async function readIfChanged(candidate: Candidate): Promise<Outcome> {
  const { folder, path, name, knownHash, read } = candidate;
  try {
    const bytes = await loadFile(folder, path);
    const hash = `${CHUNKING}:${contentHash(bytes)}`;
    if (hash === knownHash) return { unchanged: true };
    return { document: { name, hash, passages: chunk(name, await read(bytes, name)) } };
  } catch (error) {
    if (error instanceof DocumentUnreadable) return { reason: error.message };
    throw error;
  }
}
