import { Lexer, type Token, type Tokens } from 'marked';
import type { Document } from './document.js';
import { inlineText } from './markdown-inline.js';
import { Outline } from './outline.js';
import { decodeText, oneLine, titleFromName } from './plain-text.js';
import type { DocumentReader } from './document-reader.js';

const FRONT_MATTER = /^---\n[\s\S]*?\n---\n/;

/** GitHub-flavoured Markdown. The first top heading is the title; raw HTML loses its tags. */
export class MarkdownReader implements DocumentReader {
  readonly extensions = ['.md', '.markdown'];

  read(bytes: Uint8Array, name: string): Document {
    const tokens = new Lexer({ gfm: true }).lex(decodeText(bytes).replace(FRONT_MATTER, ''));
    const outline = new Outline();
    for (const token of tokens) add(token, outline);
    return { title: outline.title ?? titleFromName(name), blocks: outline.blocks };
  }
}

function add(token: Token, outline: Outline): void {
  if (token.type === 'heading') {
    const { depth, tokens } = token as Tokens.Heading;
    outline.enter(depth, oneLine(inlineText(tokens)));
  } else if (token.type === 'blockquote')
    (token as Tokens.Blockquote).tokens.forEach((inner) => add(inner, outline));
  else if (token.type === 'list') outline.push(listBlock(token as Tokens.List));
  else if (token.type === 'table') outline.push(tableBlock(token as Tokens.Table));
  else outline.push({ kind: 'paragraph', text: oneLine(textOf(token)) });
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
