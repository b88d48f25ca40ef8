import type { CheerioAPI } from 'cheerio';
import type { Element } from 'domhandler';
import type { Document } from '../document.js';
import type { DocumentReader } from '../document-reader.js';
import { documentFromHtml } from '../html/html-reader.js';
import { escaped } from '../html/escaped.js';
import { Archive } from './archive.js';

/** Number, date and footer of a slide. */
const AROUND = /^(?:sldNum|dt|ftr|hdr)$/;

/** Slides of a presentation that are shown, each under its title; what is noted for the speaker alone is left out. */
export class PptxReader implements DocumentReader {
  readonly extensions = ['.pptx'];

  async read(bytes: Uint8Array, name: string): Promise<Document> {
    const archive = await Archive.open(bytes);
    const relations = archive.relations('ppt/presentation.xml');
    const ids = archive.xml('ppt/presentation.xml')('p\\:sldId').toArray();
    const slides = ids.map(({ attribs }) =>
      archive.xml(relations.get(attribs['r:id'] ?? '') ?? ''),
    );
    return documentFromHtml(slides.map(slideHtml).join(''), name);
  }
}

function slideHtml($: CheerioAPI, at: number): string {
  if ($('p\\:sld').attr('show') === '0') return '';
  $('p\\:cNvPr[hidden="1"], p\\:cNvPr[hidden="true"]').each(
    (_, properties) => void $(properties).parent().parent().remove(),
  );
  return $('p\\:sp, p\\:graphicFrame')
    .toArray()
    .map((shape) => shapeHtml($, shape, at))
    .join('');
}

function shapeHtml($: CheerioAPI, shape: Element, at: number): string {
  const tables = $(shape).find('a\\:tbl').toArray();
  if (tables.length > 0) return tables.map((table) => tableHtml($, table)).join('');
  const kind = $(shape).find('p\\:nvPr p\\:ph').attr('type') ?? '';
  if (AROUND.test(kind)) return '';
  const texts = paragraphsOf($, shape);
  if (/^(?:ctrTitle|title)$/.test(kind))
    return `<h${at === 0 ? 1 : 2}>${texts.join(' ')}</h${at === 0 ? 1 : 2}>`;
  const isList = texts.length > 1 && $(shape).find('p\\:nvPr p\\:ph').length > 0;
  const items = texts.map((text) => (isList ? `<li>${text}</li>` : `<p>${text}</p>`)).join('');
  return isList ? `<ul>${items}</ul>` : items;
}

function paragraphsOf($: CheerioAPI, inside: Element): string[] {
  return $(inside)
    .find('a\\:p')
    .toArray()
    .map((paragraph) => {
      const parts = $(paragraph).children('a\\:r, a\\:fld, a\\:br').toArray();
      return parts.map((part) => runHtml($, part)).join('');
    })
    .filter((text) => text.trim());
}

function runHtml($: CheerioAPI, run: Element): string {
  if (run.name === 'a:br') return '<br>';
  const { strike = 'noStrike', baseline = '0' } = $(run).children('a\\:rPr').attr() ?? {};
  const text = escaped($(run).children('a\\:t').text());
  if (strike !== 'noStrike') return `<del>${text}</del>`;
  return Number(baseline) > 0 ? `<sup>${text}</sup>` : text;
}

function tableHtml($: CheerioAPI, table: Element): string {
  const cellHtml = (cell: Element) => {
    const { gridSpan = '1', rowSpan = '1', hMerge, vMerge } = cell.attribs;
    if (hMerge === '1' || vMerge === '1') return '';
    const text = paragraphsOf($, cell).join('<br>');
    return `<td colspan="${Number(gridSpan)}" rowspan="${Number(rowSpan)}">${text}</td>`;
  };
  const rows = $(table).children('a\\:tr').toArray();
  const cells = rows.map((row) => $(row).children('a\\:tc').toArray().map(cellHtml).join(''));
  return `<table>${cells.map((row) => `<tr>${row}</tr>`).join('')}</table>`;
}
