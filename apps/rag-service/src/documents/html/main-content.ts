import { load, type CheerioAPI } from 'cheerio';
import type { ChildNode, Element } from 'domhandler';
import { proseIn } from './prose.js';
import { readableParts } from './readable-parts.js';
import { removeMenus, removeNotices } from './boilerplate.js';

/** How much more prose the second opinion has to find to be taken, for it drops tables and short lists. */
const CLEARLY_MORE = 1.2;

/**
 * What a page is about, without what surrounds it. An extractor made for pages of any kind is asked for a second opinion, which
 * counts where it keeps more prose: the page then has its text in a place that looks like a menu.
 */
export function mainContent($: CheerioAPI): { $: CheerioAPI; roots: readonly ChildNode[] } {
  removeNotices($);
  const whole = $.html();
  const all = proseIn($('body').contents().toArray());
  removeMenus($);
  const roots = rootsOf($);
  const own = proseIn(roots);
  // nobody can find more than there is
  const readable = all > CLEARLY_MORE * own ? readableParts(whole) : undefined;
  if (!readable) return { $, roots };
  const second = load(readable);
  const body = second('body').contents().toArray();
  const isBetter = proseIn(body) > CLEARLY_MORE * own;
  return isBetter ? { $: second, roots: body } : { $, roots };
}

/** The page's main parts; else its articles, with the heading above them, if most of the text is in them; else all of it. */
function rootsOf($: CheerioAPI): readonly ChildNode[] {
  const body = $('body').contents().toArray();
  const mains = outermost($, 'main, [role="main"]').filter((main) => $(main).text().trim());
  if (mains.length > 0) return withTitle($, mains);
  const articles = outermost($, 'article');
  return proseIn(articles) * 2 > proseIn(body) ? withTitle($, articles) : body;
}

function withTitle($: CheerioAPI, roots: readonly Element[]): readonly Element[] {
  const isInside = $(roots as Element[]).find('h1').length > 0;
  return isInside ? roots : [...$('h1').slice(0, 1).toArray(), ...roots];
}

function outermost($: CheerioAPI, selector: string): Element[] {
  return $<Element, string>(selector)
    .toArray()
    .filter((element) => $(element).parents(selector).length === 0);
}
