import type { CheerioAPI } from 'cheerio';
import { isTag, isText, type ChildNode, type Element } from 'domhandler';
import type { Content, Outline } from '../outline.js';
import { oneLine, visible } from '../plain-text.js';
import { BLOCKS, DEEPEST, inlineText } from './inline-text.js';
import { cellsOf, gridOf, isLayout, rowsOf } from './table-grid.js';

const CODE = new Set(['code', 'kbd', 'samp', 'tt']);
const LISTS = new Set(['ul', 'ol', 'menu', 'dir']);

/** Takes headings, paragraphs, lists, tables and code of a page in reading order. */
export function blocksOfHtml($: CheerioAPI, roots: readonly ChildNode[], outline: Outline): void {
  const walker = new Walker($, outline);
  for (const root of roots) walker.visitAll([root], 0);
  walker.endParagraph();
}

class Walker {
  private text = '';
  /** How much of the text is code. */
  private codeLength = 0;
  /** Goes before the next paragraph: "Warning". */
  private label = '';

  constructor(
    private readonly $: CheerioAPI,
    private readonly outline: Outline,
  ) {}

  visitAll(nodes: readonly ChildNode[], depth: number): void {
    if (depth < DEEPEST) nodes.forEach((node) => this.visit(node, depth));
  }

  endParagraph(): void {
    const text = oneLine(this.text);
    const isCode = text !== '' && this.codeLength >= lettersIn(this.text);
    this.text = '';
    this.codeLength = 0;
    if (text) this.add(isCode ? { kind: 'code', text } : { kind: 'paragraph', text });
  }

  private visit(node: ChildNode, depth: number): void {
    if (isText(node)) this.text += node.data;
    if (!isTag(node)) return;
    const { name } = node;
    const heading = /^h([1-6])$/.exec(name);
    if (heading) this.block(() => this.outline.enter(Number(heading[1]), this.textOf(node)));
    else if (LISTS.has(name)) this.block(() => this.list(node));
    else if (name === 'dl') this.block(() => this.definitions(node));
    else if (name === 'table') this.block(() => this.table(node, depth));
    else if (name === 'pre') this.block(() => this.code(node));
    else if (name === 'img') this.picture(node);
    else if (name === 'x-tab') this.block(() => this.tab(node, depth));
    else if (name === 'x-callout') this.block(() => this.callout(node, depth));
    else if (BLOCKS.has(name)) this.block(() => this.visitAll(node.children, depth + 1));
    else this.inline(node, depth);
  }

  private block(inside: () => void): void {
    this.endParagraph();
    inside();
    this.endParagraph();
  }

  /** An element that holds blocks is none of its own; all others are part of the paragraph. */
  private inline(node: Element, depth: number): void {
    if (holdsBlock(node, depth)) return this.visitAll(node.children, depth + 1);
    const text = inlineText(node, (pre) => this.code(pre), depth);
    if (CODE.has(node.name)) this.codeLength += lettersIn(text);
    this.text += text;
  }

  private list(node: Element): void {
    const codes: Element[] = [];
    const items = itemsOf(node).map((item) =>
      oneLine(item.map((part) => inlineText(part, (pre) => codes.push(pre))).join(' ')),
    );
    const kind = node.name === 'ol' ? 'steps' : 'list';
    const texts = items.filter(Boolean);
    if (isOnlyCode(node)) this.add({ kind: 'code', text: texts.join('\n') });
    else this.add({ kind, items: texts });
    codes.forEach((code) => this.code(code));
  }

  private definitions(node: Element): void {
    const codes: Element[] = [];
    const items: string[] = [];
    for (const part of this.$(node).find('dt, dd').toArray()) {
      const text = oneLine(inlineText(part, (pre) => codes.push(pre)));
      const last = items.at(-1);
      if (part.name === 'dt' || last === undefined) items.push(text);
      else
        items[items.length - 1] = [last, text]
          .filter(Boolean)
          .join(/[.:?!]$/.test(last) ? ' ' : ': ');
    }
    this.add({ kind: 'list', items: items.filter(Boolean) });
    codes.forEach((code) => this.code(code));
  }

  private table(node: Element, depth: number): void {
    const captions = node.children.filter(isTag).filter(({ name }) => name === 'caption');
    for (const caption of captions) this.add({ kind: 'paragraph', text: this.textOf(caption) });
    if (isLayout(this.$, node)) {
      for (const cell of rowsOf(node).flatMap(cellsOf))
        this.block(() => this.visitAll(cell.children, depth + 1));
    } else this.add({ kind: 'table', ...gridOf(node, (cell) => this.textOf(cell)) });
  }

  private code(node: Element): void {
    const lines = visible(preformatted(node))
      .split('\n')
      .map((line) => line.trimEnd());
    this.add({ kind: 'code', text: lines.join('\n').replace(/^\n+|\n+$/g, '') });
  }

  /** What stands for a picture where it cannot be seen. */
  private picture({ attribs }: Element): void {
    const text = oneLine(attribs['alt'] ?? '');
    if (text.includes(' ')) this.outline.push({ kind: 'metadata', rows: [['Picture', text]] });
  }

  private tab(node: Element, depth: number): void {
    const title = oneLine(node.attribs['title'] ?? '');
    this.outline.within(title, () => this.block(() => this.visitAll(node.children, depth + 1)));
  }

  private callout(node: Element, depth: number): void {
    this.label = oneLine(node.attribs['title'] ?? '');
    this.visitAll(node.children, depth + 1);
    this.endParagraph();
    this.label = '';
  }

  private add(content: Content): void {
    const { label } = this;
    if (label) {
      this.label = '';
      const lead = /[.:?!]$/.test(label) ? label : `${label}:`;
      if (content.kind === 'paragraph') content = { ...content, text: `${lead} ${content.text}` };
      else this.outline.push({ kind: 'paragraph', text: lead });
    }
    this.outline.push(content);
  }

  private textOf(node: Element): string {
    return oneLine(inlineText(node, (pre) => (this.text += ` ${preformatted(pre)} `)));
  }
}

/** The parts of each item; what stands between items, as in a list right inside a list, belongs to the one before. */
function itemsOf(list: Element): ChildNode[][] {
  const items: ChildNode[][] = [];
  for (const child of list.children) {
    const last = items.at(-1);
    if ((isTag(child) && child.name === 'li') || !last) items.push([child]);
    else last.push(child);
  }
  return items;
}

function holdsBlock(node: ChildNode, depth: number): boolean {
  if (!isTag(node) || depth > DEEPEST) return false;
  if (BLOCKS.has(node.name) || node.name === 'img') return true;
  return node.children.some((child) => holdsBlock(child, depth + 1));
}

function isOnlyCode(node: ChildNode, depth = 0): boolean {
  if (isText(node)) return node.data.trim() === '';
  if (!isTag(node) || depth > DEEPEST) return false;
  return CODE.has(node.name) || node.children.every((child) => isOnlyCode(child, depth + 1));
}

function lettersIn(text: string): number {
  return text.replace(/\s+/g, '').length;
}

function preformatted(node: ChildNode, depth = 0): string {
  if (isText(node)) return node.data;
  if (!isTag(node) || depth > DEEPEST) return '';
  if (node.name === 'br') return '\n';
  return node.children.map((child) => preformatted(child, depth + 1)).join('');
}
