import type { Block } from './document.js';

type WithoutHeading<T> = T extends unknown ? Omit<T, 'heading'> : never;
export type Content = WithoutHeading<Block>;

/** Collects blocks under the path of headings that stands above them; a heading before everything else is the title. */
export class Outline {
  readonly blocks: Block[] = [];
  private path: { depth: number; text: string }[] = [];

  /** @param title what the document calls itself elsewhere, if it does. */
  constructor(public title?: string) {}

  /** `depth` is 1 for a top heading, more for those below it. */
  enter(depth: number, text: string): void {
    if (!text) return;
    if (this.blocks.length === 0 && this.path.length === 0) {
      this.title ??= text;
      if (same(this.title, text)) return;
    }
    this.path = [...this.path.filter((above) => above.depth < depth), { depth, text }];
  }

  /** What `inside` adds stands under this heading, and nothing after it does. */
  within(text: string, inside: () => void): void {
    const { path } = this;
    if (text) this.path = [...path, { depth: Infinity, text }];
    inside();
    this.path = path;
  }

  push(content: Content): void {
    if (isEmpty(content)) return;
    this.blocks.push({ ...content, heading: this.path.map(({ text }) => text) });
  }
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function isEmpty(content: Content): boolean {
  if (content.kind === 'paragraph' || content.kind === 'code') return content.text.trim() === '';
  if (content.kind === 'metadata') return content.rows.length === 0;
  if (content.kind === 'table') return ![content.header, ...content.rows].flat().some(Boolean);
  return content.items.length === 0;
}
