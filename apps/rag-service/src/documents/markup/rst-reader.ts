import type { Document } from '../document.js';
import type { DocumentReader } from '../document-reader.js';
import { documentFromMarkdown } from '../markdown/markdown-reader.js';
import { decodeText } from '../plain-text.js';
import { markdownFromRst } from './rst-markdown.js';

/** reStructuredText as Sphinx has it: an unknown directive leaves what stands in it. */
export class RstReader implements DocumentReader {
  readonly extensions = ['.rst', '.rest'];

  read(bytes: Uint8Array, name: string): Document {
    return documentFromMarkdown(markdownFromRst(decodeText(bytes)), name);
  }
}
