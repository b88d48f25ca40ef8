import { load, type CheerioAPI } from 'cheerio';
import { isTag, type Element } from 'domhandler';

/** What is deleted or moved away while changes are tracked, and what a newer program shows in the place of something else. */
const GONE = 'w\\:del, w\\:moveFrom, mc\\:Fallback';
const UNSEEN = ['w:vanish', 'w:webHidden', 'w:specVanish', 'w:strike', 'w:dstrike'];

/** The XML of a Word document without text that is hidden or struck out, and with that of fields and text boxes in its place. */
export function visibleWordXml(xml: string, styles: string): string {
  const $ = load(xml, { xml: true });
  const hiding = hidingStyles(load(styles, { xml: true }));
  $(GONE).remove();
  $('w\\:r')
    .filter((_, run) => isHidden($, run, hiding))
    .remove();
  $('w\\:p')
    .filter((_, paragraph) => hiding.has(styleOf(paragraph, 'w:pPr', 'w:pStyle')))
    .remove();
  $('w\\:fldSimple').each((_, field) => void $(field).replaceWith($(field).contents()));
  // the text of a box comes after the paragraph that it is tied to
  $('w\\:txbxContent').each((_, box) => {
    const paragraph = $(box).parents('w\\:p').last();
    if (paragraph.length > 0) paragraph.after($(box).contents());
  });
  return $.xml();
}

/** Names of the styles whose text is not shown, or struck out. */
function hidingStyles($: CheerioAPI): Set<string> {
  const styles = $('w\\:style').toArray();
  const hiding = new Set<string>();
  const named = ({ attribs }: Element) => attribs['w:styleId'] ?? '';
  for (const style of styles)
    if (UNSEEN.some((name) => isOn(childOf(childOf(style, 'w:rPr'), name))))
      hiding.add(named(style));
  // those that are based on one of them, however far
  for (let before = -1; before !== hiding.size;) {
    before = hiding.size;
    for (const style of styles)
      if (hiding.has(childOf(style, 'w:basedOn')?.attribs['w:val'] ?? '')) hiding.add(named(style));
  }
  return hiding;
}

function isHidden($: CheerioAPI, run: Element, hiding: ReadonlySet<string>): boolean {
  const properties = childOf(run, 'w:rPr');
  if (!properties) return false;
  if (UNSEEN.some((name) => isOn(childOf(properties, name)))) return true;
  if (hiding.has(styleOf(run, 'w:rPr', 'w:rStyle'))) return true;
  const color = childOf(properties, 'w:color')?.attribs['w:val'] ?? '';
  return /^f[b-f]f[b-f]f[b-f]$/i.test(color) && !isOnColour($, run);
}

/** Whether something may be behind a run that is not white: a shade of its own or of what it is in, a box, a styled table. */
function isOnColour($: CheerioAPI, run: Element): boolean {
  const isShaded = (element: Element | undefined) => {
    const fill = childOf(element, 'w:shd')?.attribs['w:fill'] ?? 'auto';
    return !/^(?:auto|ffffff)$/i.test(fill) || childOf(element, 'w:highlight') !== undefined;
  };
  if (isShaded(childOf(run, 'w:rPr'))) return true;
  return $(run)
    .parents()
    .toArray()
    .some((parent) => {
      const properties = childOf(parent, `${parent.name}Pr`);
      return (
        parent.name === 'w:txbxContent' ||
        isShaded(properties) ||
        childOf(properties, 'w:tblStyle') !== undefined
      );
    });
}

function styleOf(element: Element, properties: string, name: string): string {
  return childOf(childOf(element, properties), name)?.attribs['w:val'] ?? '';
}

function childOf(element: Element | undefined, name: string): Element | undefined {
  return element?.children.filter(isTag).find((child) => child.name === name);
}

function isOn(toggle: Element | undefined): boolean {
  return toggle !== undefined && !/^(?:0|false|off)$/.test(toggle.attribs['w:val'] ?? '');
}
