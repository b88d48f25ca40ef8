import type { CheerioAPI } from 'cheerio';
import type { Element } from 'domhandler';
import postcss, { type AtRule, type Rule } from 'postcss';

export type Declarations = Map<string, string>;

/** What decides whether something is seen. */
const LOOKED_AT =
  /^(?:display|visibility|opacity|font-size|color|background|background-color|position|left|right|top|bottom|text-indent|clip|clip-path|text-decoration|text-decoration-line|mso-hide)$/;
/** A rule for some other screen, for paper, or for what a mouse does says nothing of what most see. */
const CONDITIONAL = /media|supports|container|keyframes|page|font-face/;

/** What the style sheets of a page and the elements' own styles say of each element that they say something about. */
export function stylesOf($: CheerioAPI): Map<Element, Declarations> {
  const styles = new Map<Element, Declarations>();
  const add = (element: Element, declarations: Declarations) => {
    const own = styles.get(element) ?? new Map<string, string>();
    declarations.forEach((value, name) => own.set(name, value));
    styles.set(element, own);
  };
  for (const { selector, declarations } of rulesOf($))
    for (const element of selected($, selector)) add(element, declarations);
  $('font[color]').each((_, font) =>
    add(font, new Map([['color', plain(font.attribs['color'] ?? '')]])),
  );
  $('[bgcolor]').each((_, element) =>
    add(element, new Map([['background', plain(element.attribs['bgcolor'] ?? '')]])),
  );
  $('[style]').each((_, element) => add(element, declarationsOf(element.attribs['style'] ?? '')));
  return styles;
}

function declarationsOf(style: string): Declarations {
  const pairs = style.split(';').map((each) => each.split(':'));
  return new Map(
    pairs.flatMap(([name = '', ...value]) => {
      const known = name.trim().toLowerCase();
      return LOOKED_AT.test(known) ? [[known, plain(value.join(':'))] as const] : [];
    }),
  );
}

function rulesOf($: CheerioAPI): { selector: string; declarations: Declarations }[] {
  const rules: { selector: string; declarations: Declarations }[] = [];
  for (const sheet of $('style').toArray()) {
    if (/print/.test(sheet.attribs['media'] ?? '')) continue;
    parsed($(sheet).text())?.walkRules((rule) => {
      const declarations = ofRule(rule);
      if (declarations.size > 0) rules.push({ selector: rule.selector, declarations });
    });
  }
  return rules;
}

function parsed(css: string) {
  try {
    return postcss.parse(css);
  } catch {
    return undefined;
  }
}

function ofRule(rule: Rule): Declarations {
  const { parent } = rule;
  if (parent?.type === 'atrule' && CONDITIONAL.test((parent as AtRule).name)) return new Map();
  const declarations: Declarations = new Map();
  rule.each((node) => {
    if (node.type === 'decl' && LOOKED_AT.test(node.prop))
      declarations.set(node.prop, plain(node.value));
  });
  return declarations;
}

/** A selector that a page never read by a browser cannot have, such as `:hover`, selects nothing. */
function selected($: CheerioAPI, selector: string): Element[] {
  try {
    return $<Element, string>(selector).toArray();
  } catch {
    return [];
  }
}

function plain(value: string): string {
  return value
    .replace(/!\s*important/i, '')
    .trim()
    .toLowerCase();
}
