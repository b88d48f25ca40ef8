import { escaped } from '../html/escaped.js';
import { inlineMarkdown } from './rst-inline.js';

/** Tables of reStructuredText, which are drawn, as tables of HTML. */

const GRID_RULE = /^\s*\+[-=+]+\+\s*$/;
const SIMPLE_RULE = /^\s*=+(?:\s+=+)+\s*$/;

export function isTableStart(line: string): boolean {
  return GRID_RULE.test(line) || SIMPLE_RULE.test(line);
}

/** The table that begins at a line, and the number of the line after it. */
export function tableAt(lines: readonly string[], start: number): { html: string; next: number } {
  return GRID_RULE.test(lines[start] ?? '') ? grid(lines, start) : simple(lines, start);
}

function grid(lines: readonly string[], start: number): { html: string; next: number } {
  let next = start;
  while (/^\s*[|+]/.test(lines[next] ?? '')) next++;
  const rows: string[][] = [];
  let heads = 0;
  let row: string[] = [];
  for (const line of lines.slice(start, next)) {
    if (GRID_RULE.test(line)) {
      if (row.length > 0) rows.push(row);
      if (line.includes('=')) heads = rows.length;
      row = [];
      continue;
    }
    const cells = line
      .trim()
      .replace(/^[|+]|[|+]$/g, '')
      .split('|');
    cells.forEach((cell, at) => (row[at] = `${row[at] ?? ''} ${cell.trim()}`.trim()));
  }
  return { html: tableOf(rows, heads), next };
}

function simple(lines: readonly string[], start: number): { html: string; next: number } {
  const columns = [...(lines[start] ?? '').matchAll(/=+/g)].map(({ index }) => index);
  const rows: string[][] = [];
  let heads = 0;
  let rules = 0;
  let next = start;
  for (; next < lines.length; next++) {
    const line = lines[next] ?? '';
    if (SIMPLE_RULE.test(line)) {
      rules++;
      if (rules === 2) heads = rows.length;
      // the last rule is followed by an empty line
      if (rules > 1 && !(lines[next + 1] ?? '').trim()) break;
    } else if (line.trim() && !/^[\s-]+$/.test(line)) {
      const cells = columns.map((from, at) => line.slice(from, columns[at + 1]).trim());
      const last = rows.at(-1);
      // a row without a first cell goes on with the one above
      if (cells[0] === '' && last && rows.length > heads)
        cells.forEach((cell, at) => (last[at] = `${last[at] ?? ''} ${cell}`.trim()));
      else rows.push(cells);
    }
  }
  // a table with two rules alone has no heads
  return { html: tableOf(rows, rules < 3 ? 0 : heads), next: next + 1 };
}

export function tableOf(rows: readonly string[][], heads: number): string {
  const line = (row: readonly string[], tag: string) =>
    `<tr>${row.map((cell) => `<${tag}>${plain(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${rows.map((row, at) => line(row, at < heads ? 'th' : 'td')).join('')}</table>`;
}

function plain(cell: string): string {
  return escaped(inlineMarkdown(cell).replace(/[*`]+/g, ''));
}
