import type { Document } from '../document.js';
import { decodeText, oneLine, titleFromName } from '../plain-text.js';
import type { DocumentReader } from '../document-reader.js';

const LONGEST_TITLE = 100;

/** Plain text: paragraphs between empty lines; a short first paragraph without a full stop is the title. */
export class TextReader implements DocumentReader {
  readonly extensions = ['.txt', '.text'];

  read(bytes: Uint8Array, name: string): Document {
    const paragraphs = decodeText(bytes)
      .split(/\n\s*\n/)
      .map(oneLine)
      .filter(Boolean);
    const first = paragraphs[0] ?? '';
    const titled = paragraphs.length > 1 && first.length <= LONGEST_TITLE && !/[.!?]$/.test(first);
    const body = titled ? paragraphs.slice(1) : paragraphs;
    return {
      title: titled ? first : titleFromName(name),
      blocks: body.map((text) => ({ kind: 'paragraph', heading: [], text })),
    };
  }
}
