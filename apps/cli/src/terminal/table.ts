export type Cell = string | number;

/** Lines of a table: the first column to the left, figures to the right, two spaces between. */
export function tableLines(head: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const lines = [head, ...rows].map((row) => row.map(textOf));
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const isFigure = head.map((_, column) => rows.some((row) => typeof row[column] === 'number'));
  const pad = (text: string, column: number) =>
    isFigure[column] ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0);
  return lines.map((line) => line.map(pad).join('  ').trimEnd());
}

function textOf(cell: Cell): string {
  return typeof cell === 'number' ? String(Math.round(cell)) : cell;
}
