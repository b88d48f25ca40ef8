import { isTag, isText, type ChildNode, type Element } from 'domhandler';

/** Elements that stand apart from what is around them. */
export const BLOCKS = new Set(
  'address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup p pre search section summary table tbody td tfoot th thead tr ul x-callout x-tab'.split(
    ' ',
  ),
);
const RAISED: Record<string, string> = {
  ...{ '0': '⁰', '1': '¹', '2': '²', '3': '³', '4': '⁴', '5': '⁵', '6': '⁶', '7': '⁷' },
  ...{ '8': '⁸', '9': '⁹', '+': '⁺', '-': '⁻', '−': '⁻', '(': '⁽', ')': '⁾', n: 'ⁿ', i: 'ⁱ' },
};
/** Nobody nests a text so deep; whoever does wants the stack to overflow. */
export const DEEPEST = 200;

/** What a reader sees of an element, on one line; lists in it become "one; two". Code that stands by itself is left to `onCode`. */
export function inlineText(node: ChildNode, onCode: (pre: Element) => void, depth = 0): string {
  if (isText(node)) return node.data;
  if (!isTag(node) || depth > DEEPEST) return '';
  const inside = () => node.children.map((child) => inlineText(child, onCode, depth + 1)).join('');
  switch (node.name) {
    case 'br':
      return ' ';
    case 'sup':
      return isReference(node) ? '' : raised(inside());
    case 'pre':
      onCode(node);
      return ' ';
    case 'ul':
    case 'ol':
      return ` ${itemsIn(node, onCode, depth).join('; ')} `;
    case 'q':
      return `"${inside()}"`;
    case 'a':
      return isAnchorMark(node, inside()) ? '' : inside();
    case 'x-tab':
    case 'x-callout':
      return ` ${[node.attribs['title'], inside()].filter(Boolean).join(': ')} `;
    default:
      return BLOCKS.has(node.name) ? ` ${inside()} ` : inside();
  }
}

function itemsIn(list: Element, onCode: (pre: Element) => void, depth: number): string[] {
  return list.children.map((item) => inlineText(item, onCode, depth + 1).trim()).filter(Boolean);
}

/** 10⁶ and m², so that nobody reads 106 and m2; "1st" stays as it is. */
function raised(text: string): string {
  const letters = [...text.trim()];
  return letters.every((letter) => letter in RAISED)
    ? letters.map((letter) => RAISED[letter]).join('')
    : text;
}

/** A number that leads to a footnote. */
function isReference({ children, attribs }: Element): boolean {
  const hasLink = children.some((child) => isTag(child) && child.name === 'a');
  return hasLink || /footnote/.test(attribs['class'] ?? '');
}

/** The ¶, # or 🔗 that a page puts beside its headings. */
function isAnchorMark({ attribs }: Element, text: string): boolean {
  return (attribs['href'] ?? '').startsWith('#') && !/[\p{L}\p{N}]/u.test(text);
}
