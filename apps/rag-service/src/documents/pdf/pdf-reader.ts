import { DocumentUnreadable, type Document } from '../document.js';
import type { DocumentReader } from '../document-reader.js';
import { Outline } from '../outline.js';
import { oneLine, titleFromName } from '../plain-text.js';
import { bodyHeightOf, linesOfPage, paragraphsOf, type TextLine } from './pdf-lines.js';
import { withoutRunningLines } from './running-lines.js';
import { seenTexts } from './seen-text.js';
import { PageVisibility } from './visibility.js';

const MOST_PAGES = 1_000;
/** Text that much larger than most of the document is a heading, unless it runs on. */
const HEADING_SIZE = 1.15;
const LONGEST_HEADING = 120;

/** PDF with a text layer: paragraphs, and headings by the size of their letters. What nobody sees on a page is left out. */
export class PdfReader implements DocumentReader {
  readonly extensions = ['.pdf'];

  async read(bytes: Uint8Array, name: string): Promise<Document> {
    const pages = withoutRunningLines(await pagesOf(bytes));
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
  const { pdf, ops } = await open(bytes);
  try {
    if (pdf.numPages > MOST_PAGES)
      throw new DocumentUnreadable(`has more than ${MOST_PAGES} pages`);
    const layers = await pdf.getOptionalContentConfig();
    const pages: TextLine[][] = [];
    let hasPictures = false;
    for (let number = 1; number <= pdf.numPages; number++) {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent();
      const placed = items.filter((item) => 'str' in item);
      const visibility = new PageVisibility(ops, (group) => Boolean(layers.isVisible(group)));
      visibility.follow(await page.getOperatorList());
      const seen = seenTexts(
        placed.map(({ str }) => str),
        visibility.letters,
      );
      pages.push(linesOfPage(placed.map((item, at) => ({ ...item, str: seen[at] ?? '' }))));
      hasPictures ||= visibility.hasPictures;
      page.cleanup();
    }
    if (hasPictures && pages.flat().length === 0)
      throw new DocumentUnreadable(
        'is a scan without text; make it searchable first, for example with ocrmypdf',
      );
    return pages;
  } finally {
    await pdf.destroy();
  }
}

async function open(bytes: Uint8Array) {
  supplyTransfer();
  // loaded at need: few folders hold such files
  const { getDocumentProxy, getResolvedPDFJS } = await import('unpdf');
  const options = { verbosity: 0, isEvalSupported: false };
  try {
    // it takes the bytes away from their owner, and refuses a Buffer
    const pdf = await getDocumentProxy(new Uint8Array(bytes), options);
    const { OPS } = await getResolvedPDFJS();
    return { pdf, ops: OPS };
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'PasswordException')
      throw new DocumentUnreadable('is protected with a password', { cause });
    throw new DocumentUnreadable('is not a PDF that can be read', { cause });
  }
}

/** pdf.js needs it to read fonts, and Node.js has it from 21 on. */
function supplyTransfer(): void {
  const prototype = ArrayBuffer.prototype as { transferToFixedLength?: unknown };
  prototype.transferToFixedLength ??= function (this: ArrayBuffer, length = this.byteLength) {
    return this.slice(0, length);
  };
}
