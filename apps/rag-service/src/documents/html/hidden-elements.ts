import type { CheerioAPI } from 'cheerio';
import { isTag, type ChildNode, type Element } from 'domhandler';
import { DEEPEST } from './inline-text.js';
import { stylesOf, type Declarations } from './styles.js';

/** Programs, styles, controls and what stands for something else: no text of the page. */
const NEVER_SEEN =
  'script, style, noscript, template, iframe, object, embed, svg, canvas, audio, video, input, select, textarea, button, datalist, rt, rp, dialog:not([open]), head, [hidden], [aria-hidden="true"], [type="hidden"]';
/** What is struck out is no longer so. */
const STRUCK = 'del, s, strike';
const WHITE = 'white';
const UNKNOWN = 'unknown';

/** Takes away what a visitor of the page does not see, and what is struck out. */
export function removeHidden($: CheerioAPI): void {
  removeDeepest($);
  const styles = stylesOf($);
  $(`${NEVER_SEEN}, ${STRUCK}`).remove();
  const hidden: Element[] = [];
  // with a list of its own, for pages are nested deeper than the stack is
  const open: { node: ChildNode; background: string }[] = [];
  const visit = (nodes: readonly ChildNode[], background: string) =>
    nodes.forEach((node) => open.push({ node, background }));
  visit($.root()[0]?.children ?? [], WHITE);
  for (let next = open.pop(); next; next = open.pop()) {
    const { node } = next;
    if (!isTag(node)) continue;
    const style = styles.get(node);
    const background = (style && backgroundOf(style)) ?? next.background;
    if (style && isHidden(style, background)) hidden.push(node);
    else visit(node.children, background);
  }
  $(hidden).remove();
}

/** Most of what looks at a page climbs up or down it from every element, which takes hours in one as deep as this. */
function removeDeepest($: CheerioAPI): void {
  let level: ChildNode[] = $.root()[0]?.children ?? [];
  for (let depth = 0; level.length > 0 && depth < DEEPEST; depth++)
    level = level.flatMap((node) => (isTag(node) ? node.children : []));
  $(level).remove();
}

function isHidden(style: Declarations, background: string): boolean {
  const has = (name: string, value: RegExp) => value.test(style.get(name) ?? '');
  return (
    has('display', /^none/) ||
    has('visibility', /^(?:hidden|collapse)/) ||
    (has('opacity', /^0?\.?0*%?$/) && style.has('opacity')) ||
    has('font-size', /^0(?:\.0*)?(?:px|pt|em|rem|%)?$/) ||
    has('mso-hide', /all/) ||
    has('text-decoration', /line-through/) ||
    has('text-decoration-line', /line-through/) ||
    isElsewhere(style) ||
    hasColourOf(style, background)
  );
}

/** Beside the page, or cut to nothing: so texts are hidden that a screen reader alone shall say. */
function isElsewhere(style: Declarations): boolean {
  const has = (name: string, value: RegExp) => value.test(style.get(name) ?? '');
  const far = /^-\d{3,}(?:\.\d+)?(?:px|pt|em|rem|%|vw)/;
  if (has('text-indent', far) || has('clip-path', /inset\((?:50|100)%/)) return true;
  if (!has('position', /^(?:absolute|fixed)/)) return false;
  const isFar = ['left', 'right', 'top', 'bottom'].some((side) => has(side, far));
  return isFar || has('clip', /^rect\((?:[01](?:px)?[ ,]*){4}\)/);
}

function hasColourOf(style: Declarations, background: string): boolean {
  const color = style.get('color');
  if (color === undefined) return false;
  return color === 'transparent' || (background !== UNKNOWN && named(color) === background);
}

function backgroundOf(style: Declarations): string | undefined {
  const background = style.get('background-color') ?? style.get('background');
  if (background === undefined || /^(?:none|transparent|inherit|initial|unset)/.test(background))
    return undefined;
  return /url\(|gradient|var\(/.test(background) ? UNKNOWN : named(background);
}

/** One name for a colour, however it is written; near-white is white, for nobody sees the difference. */
function named(color: string): string {
  const channels = channelsOf(color);
  if (!channels) return color.split(' ')[0] ?? color;
  if (channels.every((channel) => channel >= 250)) return WHITE;
  return channels.map((channel) => channel.toString(16).padStart(2, '0')).join('');
}

function channelsOf(color: string): number[] | undefined {
  const hex = /^#?([\da-f]{6}|[\da-f]{3})\b/.exec(color)?.[1];
  if (hex) {
    const digits = hex.length === 3 ? [...hex].map((digit) => digit + digit) : hex.match(/../g);
    return digits?.map((digit) => Number.parseInt(digit, 16));
  }
  const rgb = /^rgba?\(\s*(\d+)[ ,]+(\d+)[ ,]+(\d+)/.exec(color);
  if (rgb) return rgb.slice(1, 4).map(Number);
  return color.startsWith('black') ? [0, 0, 0] : undefined;
}
