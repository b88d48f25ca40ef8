import type { Token } from 'marked';

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
};

/** What a reader sees of inline Markdown: no marks, link texts without their addresses, no tags. */
export function inlineText(tokens: readonly Token[]): string {
  return tokens.map(textOf).join('');
}

function textOf(token: Token): string {
  if (token.type === 'br') return ' ';
  if (token.type === 'html') return token.raw.replace(/<[^>]*>/g, ' ');
  if ('tokens' in token && token.tokens) return inlineText(token.tokens);
  const text = 'text' in token ? String(token.text) : token.raw;
  return text.replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => ENTITIES[entity] ?? entity);
}
