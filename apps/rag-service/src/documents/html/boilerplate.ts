import type { CheerioAPI } from 'cheerio';
import type { Element } from 'domhandler';
import { lettersIn } from './prose.js';

/** By their meaning, whatever they look like. */
const MENUS =
  'nav, menu[type="toolbar"], [role="navigation"], [role="search"], [role="menu"], [role="menubar"], [role="toolbar"], [role="tablist"], [role="contentinfo"]';
const NOTICES =
  '[role="dialog"], [role="alertdialog"], [rel="edit"], a[href*="/edit/"], a[href*="action=edit"]';
const PAGE_HEADER = '[role="banner"], header';
const PARTS = 'article, main, section, [role="main"]';

/** Names that pages give to what leads elsewhere. What bears one is left out if it is mostly links. */
const MENU =
  /(?:^|[-_\s])(?:nav|navbar|navigation|menu|submenu|sidenav|sidebar|breadcrumbs?|crumbs?|toc|tableofcontents|contents|pagination|pager|prev|next|related|links|tabs|tags|footer|topbar|skip|skiplink)(?:$|[-_\s])/i;
/** Names of what is put before or beside the text. What bears one is left out if it is short. */
const NOTICE =
  /(?:^|[-_\s])(?:cookies?|consent|gdpr|ccpa|edit|share|sharing|social|subscribe|newsletter|skip|skiplink|feedback|copyright|topbar)(?:$|[-_\s])|cookie|(?:^|[-_\s])(?:edit|improve)[-_]?(?:this|page|link|on)/i;
const LINKS_OF_MENU = 0.5;
const LONGEST_NOTICE_WORDS = 80;
/** Where a text is as good as nothing but links, and several of them, it is a menu whatever its name. */
const NOTHING_BUT_LINKS = 0.9;
const FEWEST_LINKS = 4;

/** Takes cookie notices, links to edit the page and the like out of it: all that is short and bears its name. */
export function removeNotices($: CheerioAPI): void {
  $(NOTICES).remove();
  $('[class], [id]')
    .filter((_, element) => isNotice($, element))
    .remove();
}

/** Takes out what leads elsewhere: menus, breadcrumbs, header and footer of the site. */
export function removeMenus($: CheerioAPI): void {
  $(MENUS).remove();
  removePageHeader($);
  $('footer')
    .filter((_, footer) => $(footer).closest(PARTS).length === 0)
    .remove();
  $('[class], [id]')
    .filter((_, element) => isMenu(element))
    .remove();
  $('ul, ol, aside')
    .filter((_, list) => isBareMenu($, list))
    .remove();
}

/** The header of a site, but not that of an article; the page's only heading stays. */
function removePageHeader($: CheerioAPI): void {
  const headers = $(PAGE_HEADER).filter((_, header) => $(header).closest(PARTS).length === 0);
  const inHeaders = headers.find('h1');
  const isOnly = $('h1').length === inHeaders.length;
  headers.each((_, header) => {
    if (isOnly) $(header).before($(header).find('h1'));
    $(header).remove();
  });
}

function isMenu(element: Element): boolean {
  return MENU.test(nameOf(element)) && linkShareOf(element) > LINKS_OF_MENU;
}

function isNotice($: CheerioAPI, element: Element): boolean {
  if (!NOTICE.test(nameOf(element)) || /^(?:html|body|main|article|h[1-6])$/.test(element.name))
    return false;
  return $(element).find('h1').length === 0 && wordsIn($(element).text()) <= LONGEST_NOTICE_WORDS;
}

/** A list of links that stands before the first heading. */
function isBareMenu($: CheerioAPI, element: Element): boolean {
  const links = $(element).find('a').length;
  if (links < FEWEST_LINKS || linkShareOf(element) < NOTHING_BUT_LINKS) return false;
  return (
    $(element).nextAll('h1').length > 0 || $(element).parents().nextAll().find('h1').length > 0
  );
}

function nameOf({ attribs }: Element): string {
  const names = `${attribs['class'] ?? ''} ${attribs['id'] ?? ''}`;
  return names.replace(/(\p{Ll})(\p{Lu})/gu, '$1-$2');
}

function linkShareOf(element: Element): number {
  const { all, linked } = lettersIn([element]);
  return all === 0 ? 1 : linked / all;
}

function wordsIn(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}
