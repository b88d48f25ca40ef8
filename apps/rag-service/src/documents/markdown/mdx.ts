/** Marks of MDX: modules, expressions and components in a Markdown text. */

const IMPORT =
  /^import\s[^\n]*?(?:\n[^\n]+)*?from\s+['"][^'"\n]+['"];?[ \t]*$|^import\s+['"][^'"\n]+['"];?[ \t]*$/gm;
const EXPORT = /^export\s+(?:const|let|var|default|function|class|async)\b[^\n]*(?:\n[^\n]+)*$/gm;
const COMMENT = /\{\s*\/\*[\s\S]*?\*\/\s*\}/g;
const STRING = /\{\s*(?:'([^'\n]*)'|"([^"\n]*)"|`([^`$]*)`)\s*\}/g;
const EXPRESSION = /(?<![\\$\w])\{[A-Za-z_$][\w$.]*(?:\([^{}\n]*\))?\}/g;
const COMPONENT = /<(\/?)([A-Z][\w.]*)\b/g;
const LABEL =
  /\b(?:label|title|heading|header|summary)=(?:"([^"]*)"|'([^']*)'|\{\s*["'`]([^"'`]*)["'`]\s*\})/;

/** Takes what is program out of the text of an MDX file; a component leaves its label and what stands in it. */
export function withoutMdx(text: string): string {
  const prose = text.replace(COMMENT, '').replace(IMPORT, '').replace(EXPORT, '');
  return withoutComponents(prose)
    .replace(STRING, (_, a?: string, b?: string, c?: string) => a ?? b ?? c ?? '')
    .replace(EXPRESSION, '');
}

/** In plain Markdown too, for many sites read it as MDX: only what is surely nothing else. */
export function withoutComponents(text: string): string {
  let changed = '';
  let from = 0;
  for (const match of text.matchAll(COMPONENT)) {
    if (match.index < from) continue;
    const end = endOfTag(text, match.index);
    if (end === undefined) continue;
    const tag = text.slice(match.index, end);
    changed += text.slice(from, match.index) + elementFor(tag, match[1] === '/');
    from = end;
  }
  return changed + text.slice(from);
}

export function withoutModules(text: string): string {
  return text.replace(COMMENT, '').replace(IMPORT, '');
}

/** A component stands apart from the text around it if it is alone on its line, as Markdown has it. */
function elementFor(tag: string, isEnd: boolean): string {
  if (isEnd) return '</x-tab>';
  const label = LABEL.exec(tag)?.slice(1).find(Boolean) ?? '';
  const isEmpty = tag.endsWith('/>');
  if (isEmpty) return label;
  return `<x-tab title="${label.replaceAll('"', '&quot;')}">`;
}

/** Where a tag ends whose values may hold ">" in quotes and braces. */
function endOfTag(text: string, start: number): number | undefined {
  let depth = 0;
  let quote = '';
  for (let at = start + 1; at < text.length && at < start + 4_000; at++) {
    const letter = text.charAt(at);
    if (quote) quote = letter === quote ? '' : quote;
    else if (/["'`]/.test(letter)) quote = letter;
    else if (letter === '{') depth++;
    else if (letter === '}') depth--;
    else if (letter === '>' && depth <= 0) return at + 1;
  }
  return undefined;
}
