import { DocumentUnreadable, type Document } from './document.js';
import { documentFromHtml } from './html/html-reader.js';
import type { DocumentReader } from './document-reader.js';
import { checkArchive } from './zip-limits.js';

/** How files of Word before 2007 begin, and newer ones behind a password. */
const COMPOUND_FILE = Buffer.from('d0cf11e0', 'hex');

/** Word documents (Office Open XML): headings, paragraphs, lists and tables; pictures are left out. */
export class DocxReader implements DocumentReader {
  readonly extensions = ['.docx'];

  async read(bytes: Uint8Array, name: string): Promise<Document> {
    const buffer = Buffer.from(bytes);
    if (buffer.subarray(0, COMPOUND_FILE.length).equals(COMPOUND_FILE))
      throw new DocumentUnreadable('is protected with a password or in the old Word format');
    await checkArchive(buffer);
    // loaded at need: few folders hold such files
    const { default: mammoth } = await import('mammoth');
    const noPictures = mammoth.images.imgElement(() => Promise.resolve({ src: '' }));
    const options = { convertImage: noPictures, externalFileAccess: false };
    const { value } = await mammoth.convertToHtml({ buffer }, options);
    return documentFromHtml(value, name);
  }
}
