import type { CheerioAPI } from 'cheerio';
import { isTag, isText } from 'domhandler';
import type { Outline } from './outline.js';
import { oneLine } from './plain-text.js';

type Node = ReturnType<CheerioAPI['root']>[0]['children'][number];

const UNSEEN =
  'script, style, noscript, template, iframe, object, svg, nav, header, footer, aside, form, [hidden], [aria-hidden="true"]';
const ARTICLE = 'main, article, [role="main"]';
/** Elements that end the paragraph before them. */
const BLOCKS = new Set(
  'address article blockquote body center dd details div dl dt figcaption figure fieldset hr html main p pre section summary'.split(
    ' ',
  ),
);
/** Nobody nests a text so deep; whoever does wants the stack to overflow. */
const DEEPEST = 200;

/** Takes headings, paragraphs, lists and tables of a page in reading order. */
export function blocksOfHtml($: CheerioAPI, outline: Outline): void {
  const article = $(ARTICLE).first();
  $(UNSEEN).remove();
  const root = article.text().trim() ? article : $('body');
  const walker = new Walker($, outline);
  walker.visitAll(root[0]?.children ?? [], 0);
  walker.endParagraph();
}

class Walker {
  private text = '';

  constructor(
    private readonly $: CheerioAPI,
    private readonly outline: Outline,
  ) {}

  visitAll(nodes: readonly Node[], depth: number): void {
    if (depth < DEEPEST) nodes.forEach((node) => this.visit(node, depth));
  }

  endParagraph(): void {
    this.outline.push({ kind: 'paragraph', text: oneLine(this.text) });
    this.text = '';
  }

  private visit(node: Node, depth: number): void {
    if (isText(node)) this.text += node.data;
    if (!isTag(node)) return;
    const { name } = node;
    const heading = /^h([1-6])$/.exec(name);
    if (name === 'br') this.text += ' ';
    else if (heading) this.block(() => this.outline.enter(Number(heading[1]), this.textOf(node)));
    else if (name === 'ul' || name === 'ol') this.block(() => this.list(node));
    else if (name === 'table') this.block(() => this.table(node));
    else if (BLOCKS.has(name)) this.block(() => this.visitAll(node.children, depth + 1));
    else this.visitAll(node.children, depth + 1);
  }

  private block(inside: () => void): void {
    this.endParagraph();
    inside();
    this.endParagraph();
  }

  private list(node: Extract<Node, { name: string }>): void {
    const items = this.$(node)
      .children('li')
      .toArray()
      .map((item) => this.textOf(item))
      .filter(Boolean);
    this.outline.push({ kind: node.name === 'ol' ? 'steps' : 'list', items });
  }

  private table(node: Node): void {
    const [header = [], ...rows] = this.$(node)
      .find('tr')
      .toArray()
      .map((row) =>
        this.$(row)
          .children('th, td')
          .toArray()
          .map((cell) => this.textOf(cell)),
      );
    this.outline.push({ kind: 'table', header, rows });
  }

  private textOf(node: Node): string {
    this.$(node).find('br, p, li, div').before(' ');
    return oneLine(this.$(node).text());
  }
}
