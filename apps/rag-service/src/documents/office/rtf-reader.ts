import { once } from 'node:events';
import { Tokenize } from 'rtf-stream-parser';
import { DocumentUnreadable, type Document } from '../document.js';
import type { DocumentReader } from '../document-reader.js';
import { documentFromHtml } from '../html/html-reader.js';
import { RtfText, type RtfToken } from './rtf-text.js';

/** Rich Text Format: paragraphs and tables. */
export class RtfReader implements DocumentReader {
  readonly extensions = ['.rtf'];

  async read(bytes: Uint8Array, name: string): Promise<Document> {
    if (!Buffer.from(bytes.subarray(0, 5)).equals(Buffer.from('{\\rtf')))
      throw new DocumentUnreadable('is not a text in RTF');
    const text = new RtfText();
    const tokens = new Tokenize();
    tokens.on('data', (token: RtfToken) => text.take(token));
    tokens.end(Buffer.from(bytes));
    await once(tokens, 'end');
    return documentFromHtml(text.html(), name, { title: text.title() });
  }
}
