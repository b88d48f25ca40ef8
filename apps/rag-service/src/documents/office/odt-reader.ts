import type { CheerioAPI } from 'cheerio';
import { isTag, isText, type ChildNode, type Element } from 'domhandler';
import type { Document } from '../document.js';
import type { DocumentReader } from '../document-reader.js';
import { documentFromHtml } from '../html/html-reader.js';
import { DEEPEST } from '../html/inline-text.js';
import { escaped } from '../html/escaped.js';
import { oneLine } from '../plain-text.js';
import { Archive } from './archive.js';

const UNSEEN =
  'text\\:tracked-changes, text\\:hidden-text, text\\:hidden-paragraph, office\\:annotation, presentation\\:notes, text\\:table-of-content, text\\:sequence-decls, office\\:forms, [text\\:display="none"], [table\\:visibility="collapse"], [table\\:display="false"]';
const TAGS: Record<string, string> = {
  'text:p': 'p',
  'text:list': 'ul',
  'text:list-item': 'li',
  'table:table': 'table',
  'table:table-header-rows': 'thead',
  'table:table-row': 'tr',
  'draw:page': 'section',
};
/** Office programs fill a sheet to its end with empty cells. */
const MOST_REPEATED = 50;

/** Texts, sheets and slides of LibreOffice and others (OpenDocument). */
export class OdtReader implements DocumentReader {
  readonly extensions = ['.odt', '.ods', '.odp'];

  async read(bytes: Uint8Array, name: string): Promise<Document> {
    const archive = await Archive.open(bytes);
    const $ = archive.xml('content.xml');
    $(UNSEEN).remove();
    const styles = new Map([...stylesOf(archive.xml('styles.xml')), ...stylesOf($)]);
    const html = $('office\\:body')
      .toArray()
      .map((body) => htmlOf($, styles, body))
      .join('');
    const title = oneLine(archive.xml('meta.xml')('dc\\:title').text()) || undefined;
    return documentFromHtml(html, name, { title });
  }
}

/** What a style does to a text, as CSS, so that what is hidden is told as in any page; and whether its lists are numbered. */
function stylesOf($: CheerioAPI): Map<string, string> {
  const styles = new Map<string, string>();
  for (const style of $('style\\:style').toArray()) {
    const text = $(style).children('style\\:text-properties').attr() ?? {};
    const css = [
      text['text:display'] === 'none' ? 'display:none' : '',
      (text['style:text-line-through-style'] ?? 'none') === 'none'
        ? ''
        : 'text-decoration:line-through',
      text['fo:color'] ? `color:${text['fo:color']}` : '',
      text['fo:background-color'] ? `background:${text['fo:background-color']}` : '',
      ...backgroundsOf($, style),
    ];
    styles.set(style.attribs['style:name'] ?? '', css.filter(Boolean).join(';'));
  }
  for (const list of $('text\\:list-style').toArray())
    if ($(list).children().first().is('text\\:list-level-style-number'))
      styles.set(list.attribs['style:name'] ?? '', 'numbered');
  return styles;
}

function backgroundsOf($: CheerioAPI, style: Element): string[] {
  const properties = $(style).children(
    'style\\:paragraph-properties, style\\:table-cell-properties, style\\:graphic-properties',
  );
  return properties.toArray().flatMap(({ attribs }) => {
    const color = attribs['fo:background-color'] ?? attribs['draw:fill-color'];
    return color ? [`background:${color}`] : [];
  });
}

function htmlOf(
  $: CheerioAPI,
  styles: ReadonlyMap<string, string>,
  node: ChildNode,
  depth = 0,
): string {
  if (isText(node)) return escaped(node.data);
  if (!isTag(node) || depth > DEEPEST) return '';
  const inside = node.children.map((child) => htmlOf($, styles, child, depth + 1)).join('');
  const style = styles.get(styleName(node)) ?? '';
  switch (node.name) {
    case 'text:h':
      return `<h${Math.min(6, Number(node.attribs['text:outline-level'] ?? 1))}>${inside}</h${Math.min(6, Number(node.attribs['text:outline-level'] ?? 1))}>`;
    case 'text:span':
      return `<span style="${escaped(style)}">${inside}</span>`;
    case 'text:s':
    case 'text:tab':
    case 'text:line-break':
      return ' ';
    case 'text:note-citation':
      return '';
    case 'text:list':
      return style === 'numbered' ? `<ol>${inside}</ol>` : `<ul>${inside}</ul>`;
    case 'table:table-cell':
      return cellHtml(node, inside, style);
    case 'text:note':
      return ` (${inside.replace(/<\/?p[^>]*>/g, ' ').trim()}) `;
    default: {
      const tag = TAGS[node.name];
      return tag ? `<${tag} style="${escaped(style)}">${inside}</${tag}>` : inside;
    }
  }
}

function cellHtml({ attribs }: Element, inside: string, style: string): string {
  const columns = Number(attribs['table:number-columns-spanned'] ?? 1);
  const rows = Number(attribs['table:number-rows-spanned'] ?? 1);
  const repeated = Number(attribs['table:number-columns-repeated'] ?? 1);
  const cell = `<td colspan="${columns}" rowspan="${rows}" style="${escaped(style)}">${inside}</td>`;
  if (repeated > MOST_REPEATED) return inside ? cell : '';
  return cell.repeat(repeated);
}

function styleName({ attribs }: Element): string {
  return (
    attribs['text:style-name'] ?? attribs['table:style-name'] ?? attribs['draw:style-name'] ?? ''
  );
}
