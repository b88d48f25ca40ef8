import type { CheerioAPI } from 'cheerio';
import { isTag, type Element } from 'domhandler';

interface Cell {
  text: string;
  isHead: boolean;
}
export interface Grid {
  header: string[];
  rows: string[][];
}

/** A table that claims more is not one that people read. */
const MOST_COLUMNS = 100;
const MOST_CELLS = 100_000;

/** The rows of a table, each with as many cells as there are columns: a cell that spans several stands in each of them. */
export function gridOf(table: Element, textOf: (cell: Element) => string): Grid {
  const heads: string[][] = [];
  const body: Cell[][] = [];
  for (const row of filled(rowsOf(table), textOf)) {
    const isHead = body.length === 0 && row.every((cell) => cell.isHead);
    if (isHead) heads.push(row.map(({ text }) => text));
    else body.push(row);
  }
  if (body.length === 0) return { header: heads[0] ?? [], rows: heads.slice(1) };
  // without any, the first row names the columns, unless each row is named by its first cell
  const namesRows = body[0]?.[0]?.isHead && !body[0][1]?.isHead;
  const [first, ...rest] = body.map((row) => row.map(({ text }) => text));
  if (heads.length > 0 || namesRows || !first)
    return { header: joined(heads), rows: first ? [first, ...rest] : [] };
  return { header: first, rows: rest };
}

/** Whether a table is there to place things on a page: nothing in it is in rows and columns. */
export function isLayout($: CheerioAPI, table: Element): boolean {
  const role = table.attribs['role'];
  if (role === 'presentation' || role === 'none') return true;
  const rows = rowsOf(table);
  return (
    rows.every((row) => cellsOf(row).length < 2) || $(table).find('table, h1, h2, h3').length > 0
  );
}

export function rowsOf(table: Element): Element[] {
  const parts = table.children.filter(isTag);
  return parts.flatMap((part) =>
    part.name === 'tr'
      ? [part]
      : /^t(head|body|foot)$/.test(part.name)
        ? part.children.filter(isTag).filter(({ name }) => name === 'tr')
        : [],
  );
}

export function cellsOf(row: Element): Element[] {
  return row.children.filter(isTag).filter(({ name }) => name === 'td' || name === 'th');
}

function* filled(rows: readonly Element[], textOf: (cell: Element) => string): Generator<Cell[]> {
  let above: { cell: Cell; left: number }[] = [];
  let cells = 0;
  for (const row of rows) {
    const line: Cell[] = [];
    const below: typeof above = [];
    const place = (cell: Cell, left: number) => {
      if (left > 0) below[line.length] = { cell, left };
      line.push(cell);
    };
    const fromAbove = () => {
      for (let over = above[line.length]; over; over = above[line.length])
        place(over.cell, over.left - 1);
    };
    for (const node of cellsOf(row)) {
      fromAbove();
      const cell = { text: textOf(node), isHead: node.name === 'th' || isInHead(row) };
      const columns = spanOf(node, 'colspan', MOST_COLUMNS - line.length);
      const left = spanOf(node, 'rowspan', rows.length) - 1;
      for (let at = 0; at < columns; at++) place(cell, left);
    }
    fromAbove();
    above = below;
    cells += line.length;
    if (cells > MOST_CELLS) return;
    if (line.length > 0) yield isOneCell(line) ? onlyFirst(line) : line;
  }
}

function spanOf(cell: Element, name: string, most: number): number {
  const span = Number.parseInt(cell.attribs[name] ?? '1', 10);
  return Math.min(Math.max(1, most), Math.max(1, span || 1));
}

function isInHead(row: Element): boolean {
  return row.parent !== null && isTag(row.parent) && row.parent.name === 'thead';
}

/** One cell across the whole table is a heading in it, and need not be said for each column. */
function isOneCell(line: readonly Cell[]): boolean {
  return line.length > 1 && line.every((cell) => cell === line[0]);
}

function onlyFirst(line: readonly Cell[]): Cell[] {
  return line.map((cell, at) => (at === 0 ? cell : { ...cell, text: '' }));
}

/** Several rows of heads become one: "Price" above "A4" is "Price A4". */
function joined(heads: readonly string[][]): string[] {
  const columns = Math.max(0, ...heads.map(({ length }) => length));
  return Array.from({ length: columns }, (_, at) =>
    [...new Set(heads.map((row) => row[at] ?? ''))].filter(Boolean).join(' '),
  );
}
