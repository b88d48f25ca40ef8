import { extname } from 'node:path';
import { Marked } from 'marked';
import type { Document } from '../document.js';
import type { DocumentReader } from '../document-reader.js';
import { withoutFrontMatter } from '../front-matter.js';
import { documentFromHtml } from '../html/html-reader.js';
import type { Metadata } from '../metadata.js';
import { decodeText } from '../plain-text.js';
import { labelOf } from '../html/callouts.js';
import { EXTENSIONS } from './extensions.js';
import { withoutMarks } from './marks.js';
import { withoutComponents, withoutMdx, withoutModules } from './mdx.js';
import { outsideCode } from './outside-code.js';
import { withoutTemplates } from '../templates.js';

const ALERT = /<blockquote>\s*<p>\[!(\w+)\]\s*([\s\S]*?)<\/blockquote>/g;

const markdown = new Marked({ gfm: true, extensions: EXTENSIONS });

/** Markdown as GitHub has it, and as Jekyll, Hugo, MkDocs and Docusaurus have it. */
export class MarkdownReader implements DocumentReader {
  readonly extensions = ['.md', '.markdown', '.mdx'];

  read(bytes: Uint8Array, name: string): Document {
    const { body, metadata } = withoutFrontMatter(decodeText(bytes));
    const isMdx = extname(name).toLowerCase() === '.mdx';
    const text = outsideCode(withoutRaw(body), (prose) => {
      const plain = withoutMarks(withoutTemplates(prose));
      return isMdx ? withoutMdx(plain) : withoutComponents(withoutModules(plain));
    });
    return documentFromMarkdown(text, name, metadata);
  }
}

/** A document from Markdown without marks of other programs. */
export function documentFromMarkdown(text: string, name: string, metadata?: Metadata): Document {
  const html = markdown.parse(text, { async: false });
  return documentFromHtml(withAlerts(html), name, metadata);
}

/** `> [!WARNING]` of GitHub. */
function withAlerts(html: string): string {
  return html.replace(
    ALERT,
    (_, type: string, rest: string) => `<x-callout title="${labelOf(type)}"><p>${rest}</x-callout>`,
  );
}

/** What Jekyll is told to leave alone, as an example of itself. */
function withoutRaw(text: string): string {
  return text.replace(/\{%-?\s*(?:end)?raw\s*-?%\}/g, '');
}
