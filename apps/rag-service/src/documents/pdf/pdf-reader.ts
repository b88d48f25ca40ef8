import { DocumentUnreadable, type Document } from '../document.js';
import { Outline } from '../outline.js';
import { bodyHeightOf, linesOfPage, paragraphsOf, type TextLine } from './pdf-lines.js';
import { oneLine, titleFromName } from '../plain-text.js';
import type { DocumentReader } from '../document-reader.js';

const MOST_PAGES = 1_000;
/** Text that much larger than most of the document is a heading, unless it runs on. */
const HEADING_SIZE = 1.15;
const LONGEST_HEADING = 120;

/** PDF with a text layer: paragraphs, and headings by the size of their letters. */
export class PdfReader implements DocumentReader {
  readonly extensions = ['.pdf'];

  async read(bytes: Uint8Array, name: string): Promise<Document> {
    const pages = await pagesOf(bytes);
    const bodyHeight = bodyHeightOf(pages.flat());
    const outline = new Outline();
    for (const { text, height } of pages.flatMap(paragraphsOf)) {
      const isHeading = height > bodyHeight * HEADING_SIZE && text.length <= LONGEST_HEADING;
      // larger letters stand for a higher heading
      if (isHeading) outline.enter(1_000 - Math.round(height), oneLine(text));
      else outline.push({ kind: 'paragraph', text: oneLine(text) });
    }
    return { title: outline.title ?? titleFromName(name), blocks: outline.blocks };
  }
}

async function pagesOf(bytes: Uint8Array): Promise<TextLine[][]> {
  const pdf = await open(bytes);
  try {
    if (pdf.numPages > MOST_PAGES)
      throw new DocumentUnreadable(`has more than ${MOST_PAGES} pages`);
    const pages: TextLine[][] = [];
    for (let number = 1; number <= pdf.numPages; number++) {
      const { items } = await (await pdf.getPage(number)).getTextContent();
      pages.push(linesOfPage(items.filter((item) => 'str' in item)));
    }
    return pages;
  } finally {
    await pdf.destroy();
  }
}

async function open(bytes: Uint8Array) {
  // loaded at need: few folders hold such files
  const { getDocumentProxy } = await import('unpdf');
  try {
    // it takes the bytes away from their owner, and refuses a Buffer
    return await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0, isEvalSupported: false });
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'PasswordException')
      throw new DocumentUnreadable('is protected with a password', { cause });
    throw new DocumentUnreadable('is not a PDF that can be read', { cause });
  }
}
