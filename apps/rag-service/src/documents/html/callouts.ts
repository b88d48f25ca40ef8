import type { CheerioAPI } from 'cheerio';
import { labelOf } from '../markdown/extensions.js';

/** Asciidoctor sets notes and warnings as tables of an icon and a text; each becomes a text that begins with its label. */
export function makeCallouts($: CheerioAPI): void {
  $('.admonitionblock').each((_, block) => {
    const callout = $('<x-callout>').attr('title', labelOf($(block).find('td.icon').text().trim()));
    $(block).replaceWith(callout.append($(block).find('td.content').contents()));
  });
}
