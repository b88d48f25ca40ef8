import { loadBuffer, load, type CheerioAPI } from 'cheerio';
import type { Document } from './document.js';
import { blocksOfHtml } from './html-blocks.js';
import { Outline } from './outline.js';
import { oneLine, titleFromName } from './plain-text.js';
import type { DocumentReader } from './document-reader.js';

/** Web pages; what a visitor does not see or what surrounds the article is left out, and nothing in them is run. */
export class HtmlReader implements DocumentReader {
  readonly extensions = ['.html', '.htm', '.xhtml'];

  read(bytes: Uint8Array, name: string): Document {
    // loadBuffer finds the encoding by byte order mark and meta tag
    return documentOf(loadBuffer(Buffer.from(bytes)), name);
  }
}

/** A document from HTML that another program has made. */
export function documentFromHtml(html: string, name: string): Document {
  return documentOf(load(html), name);
}

function documentOf($: CheerioAPI, name: string): Document {
  const pageTitle = oneLine($('head > title').first().text());
  const outline = new Outline();
  blocksOfHtml($, outline);
  return { title: outline.title ?? (pageTitle || titleFromName(name)), blocks: outline.blocks };
}
