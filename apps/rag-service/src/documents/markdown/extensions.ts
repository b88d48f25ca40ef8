import type { TokenizerAndRendererExtension, Tokens } from 'marked';
import { labelOf } from '../html/callouts.js';
import { escaped } from '../html/escaped.js';

/** Blocks that dialects of Markdown add, made into elements that every reader of HTML here knows: a callout has a label, a tab a heading. */

interface Match {
  raw: string;
  element: string;
  title: string;
  body: string;
}

const ADMONITION =
  /^(?:!!!|\?\?\?\+?)[ \t]+(?:([\w][\w -]*?)[ \t]*)?(?:"([^"\n]*)")?[ \t]*\n((?:(?: {4}|\t)[^\n]*(?:\n|$)|[ \t]*\n)*)/;
const TAB = /^===[!+]?[ \t]+"([^"\n]*)"[ \t]*\n((?:(?: {4}|\t)[^\n]*(?:\n|$)|[ \t]*\n)*)/;
const CONTAINER = /^(:{3,})[ \t]*(?:\{([\w-]+)\}|([\w-]+))?([^\n]*)\n/;
const BLOCK_MATH =
  /^(?:\$\$[ \t]*\n?([\s\S]+?)\n?[ \t]*\$\$|\\\[[ \t]*\n([\s\S]+?)\n[ \t]*\\\])[ \t]*(?:\n|$)/;
const DEFINITION =
  /^([^\n:|>#\s-][^\n]*)\n(?:[ \t]*\n)?((?:: {1,3}[^\n]+(?:\n|$)(?:(?: {2,}|\t)[^\n]+(?:\n|$))*)+)/;
const CALLOUTS =
  /^(?:note|tip|info|warning|caution|danger|important|attention|hint|error|success|failure|bug|example|question|quote|abstract|summary|seealso|todo)$/i;

export const EXTENSIONS: TokenizerAndRendererExtension[] = [
  nested('admonition', /^(?:!!!|\?\?\?)/m, admonition),
  nested('tab', /^===[!+]? /m, tab),
  nested('container', /^:{3,}/m, container),
  {
    name: 'blockMath',
    level: 'block',
    start: (text) => indexOf(text, /^\$\$|^\\\[/m),
    tokenizer: (text) => {
      const [raw, dollars, brackets] = BLOCK_MATH.exec(text) ?? [];
      if (raw === undefined) return undefined;
      return { type: 'blockMath', raw, text: (dollars ?? brackets ?? '').trim() };
    },
    renderer: (token) => `<pre>${escaped(String(token['text']))}</pre>`,
  },
  {
    name: 'definitions',
    level: 'block',
    start: (text) => indexOf(text, /^[^\n:|>#\s-][^\n]*\n(?:[ \t]*\n)?: /m),
    tokenizer(text) {
      const [raw, term = '', body = ''] = DEFINITION.exec(text) ?? [];
      if (raw === undefined) return undefined;
      const texts = body.split(/^: {1,3}/m).slice(1);
      return {
        type: 'definitions',
        raw,
        term: this.lexer.inlineTokens(term),
        meanings: texts.map((each) => this.lexer.blockTokens(dedented(each), [])),
      };
    },
    renderer(token) {
      const { term, meanings } = token as unknown as {
        term: Tokens.Generic[];
        meanings: Tokens.Generic[][];
      };
      const parts = meanings.map((meaning) => `<dd>${this.parser.parse(meaning)}</dd>`);
      return `<dl><dt>${this.parser.parseInline(term)}</dt>${parts.join('')}</dl>`;
    },
  },
];

function nested(
  name: string,
  start: RegExp,
  match: (text: string) => Match | undefined,
): TokenizerAndRendererExtension {
  return {
    name,
    level: 'block',
    start: (text) => indexOf(text, start),
    tokenizer(text) {
      const found = match(text);
      if (!found) return undefined;
      const { raw, element, title, body } = found;
      return { type: name, raw, element, title, tokens: this.lexer.blockTokens(body, []) };
    },
    renderer(token) {
      const {
        element,
        title,
        tokens = [],
      } = token as unknown as Match & { tokens: Tokens.Generic[] };
      return `<${element} title="${escaped(title)}">${this.parser.parse(tokens)}</${element}>`;
    },
  };
}

function admonition(text: string): Match | undefined {
  const [raw, type = '', title, body = ''] = ADMONITION.exec(text) ?? [];
  if (raw === undefined) return undefined;
  // the type may be followed by names of styles
  const label = title ?? labelOf(type.split(' ')[0] ?? '');
  return { raw, element: 'x-callout', title: label, body: dedented(body) };
}

function tab(text: string): Match | undefined {
  const [raw, title = '', body = ''] = TAB.exec(text) ?? [];
  return raw === undefined ? undefined : { raw, element: 'x-tab', title, body: dedented(body) };
}

/** `:::note Title` to the next line of at least as many colons that opens nothing. */
function container(text: string): Match | undefined {
  const [open, colons = '', braced, plain, rest = ''] = CONTAINER.exec(text) ?? [];
  if (open === undefined) return undefined;
  const type = braced ?? plain ?? '';
  const lines = text.slice(open.length).split('\n');
  let depth = 1;
  const end = lines.findIndex((line) => {
    const [, marks = '', after = ''] = /^(:{3,})[ \t]*(.*)$/.exec(line) ?? [];
    if (marks.length === 0) return false;
    if (after) depth++;
    else if (marks.length >= colons.length || depth > 1) depth--;
    return depth === 0;
  });
  const body = lines.slice(0, end < 0 ? lines.length : end);
  const raw = open + lines.slice(0, end < 0 ? lines.length : end + 1).join('\n');
  const given = rest
    .replace(/^\[(.*?)\]/, '$1')
    .replace(/\{[^}]*\}/g, '')
    .trim();
  const isCallout = CALLOUTS.test(type);
  const title = given || (isCallout ? labelOf(type) : '');
  return { raw, element: isCallout ? 'x-callout' : 'x-tab', title, body: body.join('\n') };
}

export function dedented(text: string): string {
  return text.replace(/^(?: {1,4}|\t)/gm, '');
}

function indexOf(text: string, pattern: RegExp): number | undefined {
  return pattern.exec(text)?.index;
}
