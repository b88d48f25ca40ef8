import { load } from 'cheerio';
import { DocumentUnreadable, type Document } from '../document.js';
import type { DocumentReader } from '../document-reader.js';
import { documentFromHtml } from '../html/html-reader.js';
import { oneLine } from '../plain-text.js';
import { Archive, inFolder } from './archive.js';

/** Books: their chapters in the order of reading. */
export class EpubReader implements DocumentReader {
  readonly extensions = ['.epub'];

  async read(bytes: Uint8Array, name: string): Promise<Document> {
    const archive = await Archive.open(bytes);
    const path = archive.xml('META-INF/container.xml')('rootfile').attr('full-path');
    if (!path) throw new DocumentUnreadable('is not a book that can be read');
    const book = archive.xml(path);
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const files = new Map(
      book('manifest > item')
        .toArray()
        .filter(({ attribs }) => !/\bnav\b/.test(attribs['properties'] ?? ''))
        .map(({ attribs }) => [attribs['id'] ?? '', inFolder(folder, attribs['href'] ?? '')]),
    );
    const chapters = book('spine > itemref')
      .toArray()
      .filter(({ attribs }) => attribs['linear'] !== 'no')
      .map(({ attribs }) => archive.text(files.get(attribs['idref'] ?? '') ?? '') ?? '');
    const html = chapters.map((chapter) => chapterHtml(chapter)).join('');
    const title = oneLine(book('metadata > dc\\:title').first().text()) || undefined;
    return documentFromHtml(html, name, { title });
  }
}

/** With its own style sheets, which say what of it is hidden. */
function chapterHtml(chapter: string): string {
  const $ = load(chapter);
  $('nav').remove();
  return $.html($('head style')) + ($('body').html() ?? '');
}
