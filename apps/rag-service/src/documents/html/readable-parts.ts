import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';

/** It looks at all that follow for each of them. */
const BREAKS = /(?:<br>\s*){3,}/g;
/** Takes seconds for more, of which nothing is then left to read the page itself. */
const LONGEST_PAGE = 1_000_000;
/** A page has a text from a few sentences on. */
const FEWEST_LETTERS = 200;

/** The HTML of a page's article as Mozilla's reader view would show it; undefined where it finds none. */
export function readableParts(html: string): string | undefined {
  if (html.length > LONGEST_PAGE) return undefined;
  try {
    const { document } = parseHTML(html.replace(BREAKS, '<br><br>')) as unknown as {
      document: never;
    };
    const reader = new Readability(document, { charThreshold: FEWEST_LETTERS });
    return reader.parse()?.content ?? undefined;
  } catch {
    // a second opinion on a strange page may be missing
    return undefined;
  }
}
