import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { LARGEST_DOCUMENT_BYTES } from '@parley/protocol';
import { DocumentUnreadable } from './document.js';
import { readerFor } from './reader.js';

/** The folder itself cannot be used; `message` is a sentence for the operator. */
export class DocumentsUnavailable extends Error {
  override readonly name = 'DocumentsUnavailable';
}

export interface Listing {
  /** Names of the files that a reader takes, relative, with `/`, sorted. */
  documents: string[];
  /** How many files there are of each ending that no reader takes. */
  otherKinds: Map<string, number>;
}

/**
 * What is below `folder`. Hidden entries are left out, and so are links that lead out of the folder.
 * @throws DocumentsUnavailable when the folder cannot be listed.
 */
export async function lookInto(folder: string): Promise<Listing> {
  try {
    const root = await realpath(folder);
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const paths = await Promise.all(entries.map((entry) => fileInside(root, entry)));
    const names = paths
      .flatMap((path) => (path ? [path.slice(join(root, sep).length).replaceAll(sep, '/')] : []))
      .filter((name) => !/(^|\/)\./.test(name))
      .sort();
    const otherKinds = new Map<string, number>();
    for (const kind of names.filter((name) => !readerFor(name)).map(endingOf))
      otherKinds.set(kind, (otherKinds.get(kind) ?? 0) + 1);
    return { documents: names.filter(readerFor), otherKinds };
  } catch (cause) {
    throw new DocumentsUnavailable(whyUnlisted(folder, cause), { cause });
  }
}

/** Only the documents of {@link lookInto}. */
export async function listDocuments(folder: string): Promise<string[]> {
  return (await lookInto(folder)).documents;
}

function endingOf(name: string): string {
  return extname(name).toLowerCase() || 'without an ending';
}

/** @throws DocumentUnreadable when the file is too large or may not be read. */
export async function loadFile(folder: string, name: string): Promise<Uint8Array> {
  const path = join(folder, name);
  try {
    if ((await stat(path)).size > LARGEST_DOCUMENT_BYTES)
      throw new DocumentUnreadable('is larger than 8 MB');
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof DocumentUnreadable) throw cause;
    throw new DocumentUnreadable('cannot be opened', { cause });
  }
}

export function contentHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function fileInside(root: string, entry: Dirent): Promise<string | undefined> {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile()) return path;
  if (!entry.isSymbolicLink()) return undefined;
  const target = await realpath(path).catch(() => undefined);
  const inside = target?.startsWith(root + sep) && (await stat(target)).isFile();
  return inside ? path : undefined;
}

function whyUnlisted(folder: string, cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT')
    return `The documents folder ${folder} does not exist. Create it or set DOCUMENTS_DIR.`;
  if (code === 'ENOTDIR') return `DOCUMENTS_DIR=${folder} is not a folder.`;
  if (code === 'EACCES') return `The documents folder ${folder} may not be read by this user.`;
  return `The documents folder ${folder} cannot be listed: ${String(cause)}`;
}
