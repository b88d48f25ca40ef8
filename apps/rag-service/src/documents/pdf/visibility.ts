import type { getResolvedPDFJS } from 'unpdf';

export type Ops = Awaited<ReturnType<typeof getResolvedPDFJS>>['OPS'];
export interface Operators {
  fnArray: number[];
  argsArray: unknown[];
}
/** A letter that a page shows or hides, in the order of the page's program. */
export interface Letter {
  text: string;
  isSeen: boolean;
}

type Matrix = readonly number[];
type Box = readonly [left: number, bottom: number, right: number, top: number];
interface Glyph {
  unicode: string;
  width: number;
  isSpace: boolean;
}

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];
const WHITE = '#ffffff';
/** Text that is neither filled nor drawn as lines. */
const INVISIBLE_MODES = new Set([3, 7]);
/** Of the 255 steps of a colour, so many nobody sees. */
const SAME_COLOUR = 8;

interface Graphics {
  ctm: Matrix;
  fill: string | undefined;
  alpha: number;
  mode: number;
  fontSize: number;
  charSpacing: number;
  wordSpacing: number;
  scale: number;
  leading: number;
}

/**
 * Follows the program of a page and tells of each letter whether somebody who looks at the page sees it: drawn, in another
 * colour than what is below it, and on a layer that is shown. Text without ink on a picture is what a scan was recognised to say.
 */
export class PageVisibility {
  readonly letters: Letter[] = [];
  hasPictures = false;
  private graphics: Graphics = {
    ...{ ctm: IDENTITY, fill: '#000000', alpha: 1, mode: 0, fontSize: 0 },
    ...{ charSpacing: 0, wordSpacing: 0, scale: 1, leading: 0 },
  };
  private readonly saved: Graphics[] = [];
  /** Areas in the order in which they were painted; a picture has no one colour. */
  private readonly painted: { box: Box; colour: string | undefined }[] = [];
  private line: Matrix = IDENTITY;
  private text: Matrix = IDENTITY;
  private readonly layers: boolean[] = [];
  private readonly names: Map<number, string>;

  constructor(
    ops: Ops,
    private readonly isLayerShown: (group: unknown) => boolean,
  ) {
    this.names = new Map(Object.entries(ops).map(([name, code]) => [code, name]));
  }

  follow({ fnArray, argsArray }: Operators): void {
    fnArray.forEach((code, at) => {
      const args = (argsArray[at] ?? []) as unknown[];
      this.step(this.names.get(code) ?? '', args);
    });
  }

  private step(name: string, args: unknown[]): void {
    const { graphics } = this;
    const [first] = args;
    if (/^paint.*Image/.test(name)) this.picture();
    else if (name === 'save') this.saved.push({ ...graphics });
    else if (name === 'restore' || name === 'paintFormXObjectEnd') this.restore();
    else if (name === 'transform') graphics.ctm = times(graphics.ctm, args as number[]);
    else if (name === 'paintFormXObjectBegin') this.enterForm(first);
    else if (name === 'setFillRGBColor') graphics.fill = String(first);
    else if (/^setFill/.test(name)) graphics.fill = undefined;
    else if (name === 'setGState') this.setState(first as [string, unknown][]);
    else if (name === 'constructPath') this.path(args);
    else if (name.startsWith('beginMarkedContent')) this.layers.push(this.isShown(args));
    else if (name === 'endMarkedContent') this.layers.pop();
    else this.textStep(name, args);
  }

  private textStep(name: string, args: unknown[]): void {
    const { graphics } = this;
    const [x = 0, y = 0] = args as number[];
    if (name === 'beginText') this.line = this.text = IDENTITY;
    else if (name === 'setFont') graphics.fontSize = y;
    else if (name === 'setTextRenderingMode') graphics.mode = x;
    else if (name === 'setCharSpacing') graphics.charSpacing = x;
    else if (name === 'setWordSpacing') graphics.wordSpacing = x;
    else if (name === 'setHScale') graphics.scale = x / 100;
    else if (name === 'setLeading') graphics.leading = -x;
    else if (name === 'setTextMatrix') this.line = this.text = (args[0] ?? IDENTITY) as Matrix;
    else if (name === 'moveText') this.move(x, y);
    else if (name === 'nextLine') this.move(0, -graphics.leading);
    else if (name === 'showText') this.show(args[0] as (Glyph | number | null)[]);
  }

  private restore(): void {
    this.graphics = this.saved.pop() ?? this.graphics;
  }

  private enterForm(matrix: unknown): void {
    this.saved.push({ ...this.graphics });
    if (matrix) this.graphics.ctm = times(this.graphics.ctm, matrix as Matrix);
  }

  private setState(entries: readonly [string, unknown][]): void {
    for (const [key, value] of entries) if (key === 'ca') this.graphics.alpha = Number(value);
  }

  private move(x: number, y: number): void {
    this.line = this.text = times(this.line, [1, 0, 0, 1, x, y]);
  }

  private picture(): void {
    this.hasPictures = true;
    this.painted.push({ box: boxOf(this.graphics.ctm, [0, 0, 1, 1]), colour: undefined });
  }

  private path([paint, , extent]: unknown[]): void {
    if (!/fill/i.test(this.names.get(Number(paint)) ?? '') || !extent) return;
    const box = Array.from(extent as ArrayLike<number>) as unknown as Box;
    const { ctm, fill, alpha } = this.graphics;
    if (alpha > 0.5) this.painted.push({ box: boxOf(ctm, box), colour: fill });
  }

  private isShown([kind, group]: unknown[]): boolean {
    return kind !== 'OC' || this.isLayerShown(group);
  }

  private show(glyphs: readonly (Glyph | number | null)[]): void {
    const { fontSize, charSpacing, wordSpacing, scale } = this.graphics;
    for (const glyph of glyphs) {
      if (typeof glyph === 'number') this.advance((-glyph / 1_000) * fontSize * scale);
      if (typeof glyph !== 'object' || !glyph) continue;
      this.letters.push({ text: glyph.unicode, isSeen: this.isSeen() });
      const spacing = charSpacing + (glyph.isSpace ? wordSpacing : 0);
      this.advance(((glyph.width / 1_000) * fontSize + spacing) * scale);
    }
  }

  private advance(x: number): void {
    this.text = times(this.text, [1, 0, 0, 1, x, 0]);
  }

  private isSeen(): boolean {
    const { ctm, fill, alpha, mode, fontSize } = this.graphics;
    if (alpha === 0 || this.layers.includes(false)) return false;
    // a little above the line on which the letters stand
    const [x, y] = pointOf(times(ctm, this.text), fontSize / 10, fontSize / 4);
    const ground = this.painted.findLast(({ box }) => contains(box, x, y));
    if (INVISIBLE_MODES.has(mode)) return ground !== undefined && ground.colour === undefined;
    if (mode !== 0 && mode !== 4) return true;
    if (fill === undefined || (ground && ground.colour === undefined)) return true;
    return !isSame(fill, ground?.colour ?? WHITE);
  }
}

function times([a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]: Matrix, other: Matrix): Matrix {
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = other;
  return [
    ...[a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j],
    ...[a * k + c * l + e, b * k + d * l + f],
  ];
}

function pointOf([a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]: Matrix, x: number, y: number) {
  return [a * x + c * y + e, b * x + d * y + f] as const;
}

function boxOf(matrix: Matrix, [left, bottom, right, top]: Box): Box {
  const corners = [
    ...[pointOf(matrix, left, bottom), pointOf(matrix, left, top)],
    ...[pointOf(matrix, right, bottom), pointOf(matrix, right, top)],
  ];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function contains([left, bottom, right, top]: Box, x: number, y: number): boolean {
  return x >= left && x <= right && y >= bottom && y <= top;
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((colour) => /../g[Symbol.match](colour.slice(1)) ?? []);
  return (left ?? []).every((channel, at) => {
    const other = right?.[at] ?? channel;
    return Math.abs(Number.parseInt(channel, 16) - Number.parseInt(other, 16)) <= SAME_COLOUR;
  });
}
