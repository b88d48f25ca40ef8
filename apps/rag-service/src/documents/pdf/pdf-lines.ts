/** A piece of text as pdf.js places it. */
export interface PlacedText {
  str: string;
  height: number;
  hasEOL: boolean;
  /** The last number is the distance from the bottom of the page, in points. */
  transform: number[];
}

export interface TextLine {
  text: string;
  /** Of the letters, in points. */
  height: number;
  /** From the bottom of the page, in points. */
  y: number;
}

/** A gap larger than this many letter heights ends a paragraph. */
const PARAGRAPH_GAP = 1.8;

export function linesOfPage(items: readonly PlacedText[]): TextLine[] {
  const lines: TextLine[] = [];
  let line: TextLine = { text: '', height: 0, y: 0 };
  for (const { str, height, hasEOL, transform } of items) {
    if (str.trim() && !line.text.trim()) line = { text: '', height, y: transform[5] ?? 0 };
    line.text += str;
    line.height = Math.max(line.height, str.trim() ? height : 0);
    if (!hasEOL) continue;
    if (line.text.trim()) lines.push(line);
    line = { text: '', height: 0, y: 0 };
  }
  return line.text.trim() ? [...lines, line] : lines;
}

/** Joins lines of one size that stand close below each other; a hyphen at the end of a line is taken away. */
export function paragraphsOf(lines: readonly TextLine[]): TextLine[] {
  const paragraphs: TextLine[] = [];
  let above: TextLine | undefined;
  for (const line of lines) {
    const current = paragraphs.at(-1);
    if (current && above && belongTogether(above, line))
      current.text = join(current.text, line.text);
    else paragraphs.push({ ...line });
    above = line;
  }
  return paragraphs;
}

/** The height of the letters that most of the text is set in. */
export function bodyHeightOf(lines: readonly TextLine[]): number {
  const letters = new Map<number, number>();
  for (const { text, height } of lines) {
    const size = Math.round(height);
    letters.set(size, (letters.get(size) ?? 0) + text.length);
  }
  return [...letters].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}

function belongTogether(above: TextLine, below: TextLine): boolean {
  const sameSize = Math.abs(above.height - below.height) < 0.5;
  return sameSize && Math.abs(above.y - below.y) <= PARAGRAPH_GAP * below.height;
}

function join(text: string, next: string): string {
  return /\p{Ll}-$/u.test(text) ? text.slice(0, -1) + next : `${text} ${next}`;
}
