/** Marks of the programs that make pages of Markdown: Jekyll and Liquid, Hugo, MkDocs macros. */

const COMMENTS =
  /\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}|\{\{[<%]\s*\/\*[\s\S]*?\*\/\s*[>%]\}\}|\{#[^\S\n][\s\S]*?#\}/g;
const HIGHLIGHT = /\{%-?\s*highlight\b[^%]*%\}\n?([\s\S]*?)\{%-?\s*endhighlight\s*-?%\}/g;
const HUGO_HIGHLIGHT =
  /\{\{[<%]\s*highlight\b[^>%]*[>%]\}\}\n?([\s\S]*?)\{\{[<%]\s*\/\s*highlight\s*[>%]\}\}/g;
const LINK_TARGET = /\]\((?=[^)\n]*\{[{%])(?:\{%[^\n]*?%\}|\{\{[^\n]*?\}\}|[^)\n{])*\)/g;
const TAG = /\{%-?\s*([\w/-]*)((?:[^%"']|"[^"]*"|'[^']*'|%(?!\})|['"]){0,1000}?)-?%\}/g;
const SHORT_CODE = /\{\{[<%]\s*(\/?[\w/.-]*)((?:"[^"]*"|'[^']*'|`[^`]*`|[^"'`])*?)\/?\s*[>%]\}\}/g;
const OUTPUT = /\{\{-?(?!\{)((?:"[^"\n]*"|'[^'\n]*'|[^}"'])*?)-?\}\}/g;
const QUOTED = /(?:([\w-]+)\s*=\s*)?(?:"([^"]*)"|'([^']*)')/g;
/** Where a tag takes a text by name, it has one of these. */
const TEXTS =
  /^(?:text|content|title|caption|label|message|body|alt|description|name|summary|heading)$/i;
const ADDRESS = /^(?:[./#]|\w+:\/\/)|\.\w{2,4}(?:#.*)?$|^[\w-]+(?:\/[\w-]+)+$/;

/** What a visitor of the page would see of such marks, as far as the text itself tells it. */
export function withoutTemplates(text: string): string {
  return text
    .replace(COMMENTS, '')
    .replace(HIGHLIGHT, '\n```\n$1\n```\n')
    .replace(HUGO_HIGHLIGHT, '\n```\n$1\n```\n')
    .replace(LINK_TARGET, '](#)')
    .replace(SHORT_CODE, (_, name: string, args: string) => textOf(name, args))
    .replace(TAG, (_, name: string, args: string) => textOf(name, args))
    .replace(OUTPUT, (_, expression: string) => literalOf(expression));
}

/** A tag of a site's own says what it shows in its last argument, unless that is an address. */
function textOf(name: string, args: string): string {
  if (
    /^(?:if|elsif|unless|case|when|for|assign|capture|ref|relref|link|post_url|raw|set|import|from|extends|block)$/.test(
      name,
    )
  )
    return '';
  const quoted = [...args.matchAll(QUOTED)].map(([, key, double, single]) => ({
    key,
    value: double ?? single ?? '',
  }));
  const texts = quoted.filter(({ value }) => value && !ADDRESS.test(value));
  const named = texts.filter(({ key }) => key !== undefined && TEXTS.test(key));
  const plain = texts.filter(({ key }) => key === undefined);
  const isInclude = /^include/.test(name);
  return (named.at(-1) ?? (isInclude ? undefined : plain.at(-1)))?.value ?? '';
}

function literalOf(expression: string): string {
  return /^\s*(?:"([^"]*)"|'([^']*)')/.exec(expression)?.slice(1).find(Boolean) ?? '';
}
