import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Document } from '../document.js';
import type { DocumentReader } from '../document-reader.js';
import { documentFromHtml } from '../html/html-reader.js';
import { Archive } from './archive.js';
import { visibleWordXml } from './word-xml.js';

/** The parts of a Word document that hold text. */
const TEXT_PARTS = /^word\/(?:document\d*|footnotes|endnotes)\.xml$/;

/** Word documents (Office Open XML): headings, paragraphs, lists and tables; pictures are left out. */
export class DocxReader implements DocumentReader {
  readonly extensions = ['.docx', '.docm'];

  async read(bytes: Uint8Array, name: string): Promise<Document> {
    const archive = await Archive.open(bytes);
    // loaded at need: few folders hold such files
    const { default: mammoth } = await import('mammoth');
    const noPictures = mammoth.images.imgElement(() => Promise.resolve({ src: '' }));
    const options = { convertImage: noPictures, externalFileAccess: false };
    const buffer = Buffer.from(withVisibleText(bytes, archive.text('word/styles.xml') ?? ''));
    const { value } = await mammoth.convertToHtml({ buffer }, options);
    return documentFromHtml(value, name);
  }
}

function withVisibleText(bytes: Uint8Array, styles: string): Uint8Array {
  const files = unzipSync(bytes);
  for (const [path, content] of Object.entries(files))
    if (TEXT_PARTS.test(path)) files[path] = strToU8(visibleWordXml(strFromU8(content), styles));
  return zipSync(files, { level: 0 });
}
