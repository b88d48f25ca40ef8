import type { Block } from './document.js';

type WithoutHeading<T> = T extends unknown ? Omit<T, 'heading'> : never;
export type Content = WithoutHeading<Block>;

/** Collects blocks under the path of headings that stands above them; a heading before everything else is the title. */
export class Outline {
  title: string | undefined;
  readonly blocks: Block[] = [];
  private path: { depth: number; text: string }[] = [];

  /** `depth` is 1 for a top heading, more for those below it. */
  enter(depth: number, text: string): void {
    if (!text) return;
    if (this.title === undefined && this.blocks.length === 0 && this.path.length === 0) {
      this.title = text;
      return;
    }
    this.path = [...this.path.filter((above) => above.depth < depth), { depth, text }];
  }

  push(content: Content): void {
    if (isEmpty(content)) return;
    this.blocks.push({ ...content, heading: this.path.map(({ text }) => text) });
  }
}

function isEmpty(content: Content): boolean {
  if (content.kind === 'paragraph') return content.text === '';
  if (content.kind === 'table') return ![content.header, ...content.rows].flat().some(Boolean);
  return content.items.length === 0;
}
