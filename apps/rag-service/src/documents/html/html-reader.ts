import { load, type CheerioAPI } from 'cheerio';
import { Outline } from '../outline.js';
import type { Document } from '../document.js';
import type { DocumentReader } from '../document-reader.js';
import { withoutFrontMatter } from '../front-matter.js';
import { withoutTemplates } from '../templates.js';
import { metadataBlocks, type Metadata } from '../metadata.js';
import { decodeText, oneLine, titleFromName } from '../plain-text.js';
import { blocksOfHtml } from './html-blocks.js';
import { makeCallouts } from './callouts.js';
import { removeHidden } from './hidden-elements.js';
import { mainContent } from './main-content.js';

const DECLARED = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]+encoding\s*=\s*["']([\w-]+)/i;
const DECLARED_WITHIN_BYTES = 2_048;

/** Web pages; what a visitor does not see or what surrounds the text is left out, and nothing in them is run. */
export class HtmlReader implements DocumentReader {
  readonly extensions = ['.html', '.htm', '.xhtml'];

  read(bytes: Uint8Array, name: string): Document {
    const { body, metadata: front } = withoutFrontMatter(decodeHtml(bytes));
    const page = load(front ? withoutTemplates(body) : body);
    const metadata = { ...metadataOf(page), ...front };
    const pageTitle = oneLine(page('head > title').first().text());
    removeHidden(page);
    makeCallouts(page);
    const { $, roots } = mainContent(page);
    const outline = new Outline(metadata.title);
    blocksOfHtml($, roots, outline);
    const title = outline.title ?? (pageTitle || titleFromName(name));
    return { title, blocks: [...metadataBlocks(metadata), ...outline.blocks] };
  }
}

/** A document from HTML that another program has made of a text, with nothing around it. */
export function documentFromHtml(html: string, name: string, metadata: Metadata = {}): Document {
  const $ = load(html);
  removeHidden($);
  const outline = new Outline(metadata.title);
  blocksOfHtml($, $('body').contents().toArray(), outline);
  const title = outline.title ?? titleFromName(name);
  return { title, blocks: [...metadataBlocks(metadata), ...outline.blocks] };
}

/** As the page says it is written, if it does and its bytes do not say otherwise. */
function decodeHtml(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, DECLARED_WITHIN_BYTES)).toString('latin1');
  const [, inMeta, inXml] = DECLARED.exec(head) ?? [];
  const declared = inMeta ?? inXml;
  const hasMark = /^(?:\xff\xfe|\xfe\xff|\xef\xbb\xbf)/.test(head);
  if (!declared || hasMark || /^utf-/i.test(declared)) return decodeText(bytes);
  try {
    return new TextDecoder(declared).decode(bytes);
  } catch {
    return decodeText(bytes);
  }
}

function metadataOf($: CheerioAPI): Metadata {
  const content = (name: string) => oneLine($(`meta[name="${name}" i]`).attr('content') ?? '');
  return {
    description: content('description'),
    rows: [['Keywords', content('keywords')]].filter(([, value]) => value),
  };
}
