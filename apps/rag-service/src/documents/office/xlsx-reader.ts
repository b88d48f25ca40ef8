import type { CheerioAPI } from 'cheerio';
import type { Element } from 'domhandler';
import type { Document } from '../document.js';
import type { DocumentReader } from '../document-reader.js';
import { Outline } from '../outline.js';
import { oneLine, titleFromName } from '../plain-text.js';
import { Archive } from './archive.js';
import { SheetCells } from './sheet-cells.js';

const MOST_COLUMNS = 500;

/** Sheets of a workbook as tables, each under its name; hidden sheets, rows and columns are left out. */
export class XlsxReader implements DocumentReader {
  readonly extensions = ['.xlsx', '.xlsm'];

  async read(bytes: Uint8Array, name: string): Promise<Document> {
    const archive = await Archive.open(bytes);
    const relations = archive.relations('xl/workbook.xml');
    const cells = new SheetCells(archive.xml('xl/sharedStrings.xml'), archive.xml('xl/styles.xml'));
    const sheets = archive.xml('xl/workbook.xml')('sheet').toArray();
    const shown = sheets.filter(({ attribs }) => !/hidden/i.test(attribs['state'] ?? ''));
    const outline = new Outline(titleFromName(name));
    for (const { attribs } of shown) {
      const add = () =>
        addSheet(archive.xml(relations.get(attribs['r:id'] ?? '') ?? ''), cells, outline);
      if (shown.length > 1) outline.within(attribs['name'] ?? '', add);
      else add();
    }
    return { title: outline.title ?? name, blocks: outline.blocks };
  }
}

/** Lines before the first with two cells are text above the table. */
function addSheet($: CheerioAPI, cells: SheetCells, outline: Outline): void {
  const rows = rowsOf($, cells).filter((row) => row.some(Boolean));
  const start = rows.findIndex((row) => row.filter(Boolean).length > 1);
  const above = start < 0 ? rows : rows.slice(0, start);
  for (const row of above) outline.push({ kind: 'paragraph', text: row.filter(Boolean).join(' ') });
  if (start < 0) return;
  const [header = [], ...rest] = rows.slice(start);
  outline.push({ kind: 'table', header, rows: rest });
}

function rowsOf($: CheerioAPI, cells: SheetCells): string[][] {
  const hidden = hiddenColumns($);
  const isShown = ({ attribs }: Element) =>
    attribs['hidden'] !== '1' && attribs['hidden'] !== 'true';
  const rows = new Map<number, string[]>();
  let number = 0;
  for (const row of $('sheetData > row').toArray()) {
    number = Number(row.attribs['r'] ?? number + 1);
    const texts: string[] = [];
    for (const cell of $(row).children('c').toArray()) {
      const column = columnOf(cell.attribs['r'] ?? '') ?? texts.length;
      if (column < MOST_COLUMNS) texts[column] = oneLine(cells.textOf($, cell));
    }
    if (isShown(row))
      rows.set(
        number,
        Array.from(texts, (text) => text ?? ''),
      );
  }
  fillMerged($, rows);
  return [...rows.values()].map((row) => row.filter((_, column) => !hidden.has(column)));
}

/** A cell that spans several stands in each of them. */
function fillMerged($: CheerioAPI, rows: Map<number, string[]>): void {
  for (const { attribs } of $('mergeCell').toArray()) {
    const [from, to] = (attribs['ref'] ?? '').split(':').map((place) => ({
      row: Number(/\d+/.exec(place)?.[0]),
      column: columnOf(place) ?? 0,
    }));
    if (!from || !to) continue;
    const text = rows.get(from.row)?.[from.column] ?? '';
    // a line across all columns is a heading, and need not be said for each
    if (from.row === to.row && from.column === 0) continue;
    for (const [number, row] of rows)
      if (number >= from.row && number <= to.row)
        for (let column = from.column; column <= Math.min(to.column, MOST_COLUMNS); column++)
          row[column] = text;
  }
}

function hiddenColumns($: CheerioAPI): Set<number> {
  const hidden = new Set<number>();
  for (const { attribs } of $('cols > col[hidden="1"], cols > col[hidden="true"]').toArray())
    for (
      let at = Number(attribs['min']);
      at <= Math.min(Number(attribs['max']), MOST_COLUMNS);
      at++
    )
      hidden.add(at - 1);
  return hidden;
}

/** "B7" is in column 1. */
function columnOf(place: string): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(place)?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
