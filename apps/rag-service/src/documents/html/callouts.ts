import type { CheerioAPI } from 'cheerio';

/** Asciidoctor sets notes and warnings as tables of an icon and a text; each becomes a text that begins with its label. */
export function makeCallouts($: CheerioAPI): void {
  $('.admonitionblock').each((_, block) => {
    const callout = $('<x-callout>').attr('title', labelOf($(block).find('td.icon').text().trim()));
    $(block).replaceWith(callout.append($(block).find('td.content').contents()));
  });
}

/** "Note" says nothing that its text does not say. */
export function labelOf(type: string): string {
  if (/^(?:note|info|abstract|summary|quote|seealso)$/i.test(type)) return '';
  return type.charAt(0).toUpperCase() + type.slice(1).toLowerCase();
}
