import { Lexer, type Token, type Tokens } from 'marked';
import type { Block, Document } from './document.js';
import { inlineText } from './markdown-inline.js';
import { decodeText, oneLine, titleFromName } from './plain-text.js';
import type { DocumentReader } from './reader.js';

const FRONT_MATTER = /^---\n[\s\S]*?\n---\n/;

/** GitHub-flavoured Markdown. The first top heading is the title; raw HTML loses its tags. */
export class MarkdownReader implements DocumentReader {
  readonly extensions = ['.md', '.markdown'];

  read(bytes: Uint8Array, name: string): Document {
    const tokens = new Lexer({ gfm: true }).lex(decodeText(bytes).replace(FRONT_MATTER, ''));
    const outline = new Outline();
    for (const token of tokens) outline.add(token);
    return { title: outline.title ?? titleFromName(name), blocks: outline.blocks };
  }
}

/** Collects blocks under the path of headings that stands above them. */
class Outline {
  title: string | undefined;
  readonly blocks: Block[] = [];
  private path: { depth: number; text: string }[] = [];

  add(token: Token): void {
    if (token.type === 'heading') this.enter(token as Tokens.Heading);
    else if (token.type === 'blockquote')
      (token as Tokens.Blockquote).tokens.forEach((inner) => this.add(inner));
    else this.push(token);
  }

  private enter({ depth, tokens }: Tokens.Heading): void {
    const text = oneLine(inlineText(tokens));
    if (this.title === undefined && this.blocks.length === 0 && this.path.length === 0) {
      this.title = text;
      return;
    }
    this.path = [...this.path.filter((above) => above.depth < depth), { depth, text }];
  }

  private push(token: Token): void {
    const heading = this.path.map(({ text }) => text);
    if (token.type === 'list') this.blocks.push({ ...listBlock(token as Tokens.List), heading });
    else if (token.type === 'table')
      this.blocks.push({ ...tableBlock(token as Tokens.Table), heading });
    else {
      const text = oneLine(textOf(token));
      if (text) this.blocks.push({ kind: 'paragraph', heading, text });
    }
  }
}

function listBlock({ ordered, items }: Tokens.List) {
  const texts = items.map((item) => oneLine(item.tokens.map(textOf).join(' '))).filter(Boolean);
  return { kind: ordered ? ('steps' as const) : ('list' as const), items: texts };
}

function tableBlock({ header, rows }: Tokens.Table) {
  const cells = (row: Tokens.TableCell[]) => row.map((cell) => oneLine(inlineText(cell.tokens)));
  return { kind: 'table' as const, header: cells(header), rows: rows.map(cells) };
}

function textOf(token: Token): string {
  switch (token.type) {
    case 'space':
    case 'hr':
    case 'def':
      return '';
    case 'list':
      return (token as Tokens.List).items
        .map((item) => item.tokens.map(textOf).join(' '))
        .join('; ');
    default:
      return inlineText([token]);
  }
}
