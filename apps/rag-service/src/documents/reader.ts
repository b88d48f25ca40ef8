import { extname } from 'node:path';
import { DocumentUnreadable, type Document } from './document.js';
import { MarkdownReader } from './markdown-reader.js';
import { TextReader } from './text-reader.js';

/** Turns the bytes of one file format into a document. */
export interface DocumentReader {
  /** Lower-case endings of file names it reads, with the dot. */
  readonly extensions: readonly string[];
  /**
   * @param name the file's name, for a document without a title of its own.
   * @throws DocumentUnreadable when the bytes are not what the ending promises.
   */
  read(bytes: Uint8Array, name: string): Document | Promise<Document>;
}

export const READERS: readonly DocumentReader[] = [new MarkdownReader(), new TextReader()];

export function readerFor(name: string): DocumentReader | undefined {
  const extension = extname(name).toLowerCase();
  return READERS.find((reader) => reader.extensions.includes(extension));
}

/** @throws DocumentUnreadable when no reader takes the file or nothing is in it. */
export async function readDocument(bytes: Uint8Array, name: string): Promise<Document> {
  const reader = readerFor(name);
  if (!reader) throw new DocumentUnreadable('is of a kind that cannot be read');
  const document = await reader.read(bytes, name);
  if (document.blocks.length === 0) throw new DocumentUnreadable('holds no text');
  return document;
}
