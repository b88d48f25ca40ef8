import { extname } from 'node:path';
import { DocumentUnreadable, type Document } from './document.js';
import type { DocumentReader } from './document-reader.js';
import { AsciiDocReader } from './markup/asciidoc-reader.js';
import { RstReader } from './markup/rst-reader.js';
import { CsvReader } from './text/csv-reader.js';
import { EmlReader } from './text/eml-reader.js';
import { EpubReader } from './office/epub-reader.js';
import { OdtReader } from './office/odt-reader.js';
import { PptxReader } from './office/pptx-reader.js';
import { RtfReader } from './office/rtf-reader.js';
import { XlsxReader } from './office/xlsx-reader.js';
import { DocxReader } from './office/docx-reader.js';
import { HtmlReader } from './html/html-reader.js';
import { MarkdownReader } from './markdown/markdown-reader.js';
import { PdfReader } from './pdf/pdf-reader.js';
import { TextReader } from './text/text-reader.js';

export const READERS: readonly DocumentReader[] = [
  new MarkdownReader(),
  new TextReader(),
  new HtmlReader(),
  new PdfReader(),
  new DocxReader(),
  new PptxReader(),
  new XlsxReader(),
  new OdtReader(),
  new EpubReader(),
  new RtfReader(),
  new EmlReader(),
  new CsvReader(),
  new AsciiDocReader(),
  new RstReader(),
];

export function readerFor(name: string): DocumentReader | undefined {
  const extension = extname(name).toLowerCase();
  return READERS.find((reader) => reader.extensions.includes(extension));
}

/** Reads a file's bytes; `name` tells the format. */
export type ReadDocument = (bytes: Uint8Array, name: string) => Promise<Document>;

/** @throws DocumentUnreadable when no reader takes the file, it is broken, or nothing is in it. */
export async function readDocument(bytes: Uint8Array, name: string): Promise<Document> {
  const reader = readerFor(name);
  if (!reader) throw new DocumentUnreadable('is of a kind that cannot be read');
  if (bytes.length === 0) throw new DocumentUnreadable('is empty');
  const document = await readWith(reader, bytes, name);
  if (document.blocks.length === 0) throw new DocumentUnreadable('holds no text');
  return document;
}

/** Parsers fail in many ways on a broken file; whatever they say, the rest of the folder goes on. */
async function readWith(reader: DocumentReader, bytes: Uint8Array, name: string) {
  try {
    return await reader.read(bytes, name);
  } catch (cause) {
    if (cause instanceof DocumentUnreadable) throw cause;
    if (cause instanceof RangeError && /allocation failed/.test(cause.message))
      throw new DocumentUnreadable('takes too much memory to read', { cause });
    throw new DocumentUnreadable('is broken or not what its name says', { cause });
  }
}
