import { load, type CheerioAPI } from 'cheerio';
import type { Document } from '../document.js';
import type { DocumentReader } from '../document-reader.js';
import { withoutFrontMatter } from '../front-matter.js';
import { documentFromHtml } from '../html/html-reader.js';
import { makeCallouts } from '../html/callouts.js';
import type { Metadata } from '../metadata.js';
import { decodeText } from '../plain-text.js';

/** AsciiDoc, with its attributes filled in; other files are not included. */
export class AsciiDocReader implements DocumentReader {
  readonly extensions = ['.adoc', '.asciidoc', '.asc'];

  async read(bytes: Uint8Array, name: string): Promise<Document> {
    // loaded at need: few folders hold such files
    const asciidoctor = await import('@asciidoctor/core');
    asciidoctor.LoggerManager.logger = asciidoctor.NullLogger.create();
    const { body, metadata = {} } = withoutFrontMatter(decodeText(bytes));
    const parsed = await asciidoctor.load(body, {
      safe: 'secure',
      attributes: {
        showtitle: '',
        experimental: '',
        'attribute-missing': 'drop',
        relfilesuffix: '',
      },
    });
    const $ = load(await parsed.convert());
    plainElements($);
    const attribute = (key: string) => String(parsed.getAttribute(key) ?? '');
    const keywords = attribute('keywords');
    const own: Metadata = {
      description: attribute('description') || undefined,
      rows: keywords ? [['Keywords', keywords]] : [],
    };
    return documentFromHtml($.html(), name, { ...own, ...metadata });
  }
}

/** Makes what only a style sheet tells apart into elements of their own. */
function plainElements($: CheerioAPI): void {
  makeCallouts($);
  $('.line-through, a.include, .conum, sup.footnote, sup.footnoteref, .toc, i.icon').remove();
  $('.footnote').each((_, note) => {
    $(note).text(
      $(note)
        .text()
        .replace(/^\s*\d+\.\s*/, ''),
    );
  });
  $('.literalblock pre, .stemblock .content').wrap('<pre>');
  $('.hdlist table').each((_, table) => {
    const items = $(table).find('tr').toArray();
    const parts = items.map(
      (row) =>
        `<dt>${$(row).find('.hdlist1').text()}</dt><dd>${$(row).find('.hdlist2').html() ?? ''}</dd>`,
    );
    $(table).replaceWith(`<dl>${parts.join('')}</dl>`);
  });
}
