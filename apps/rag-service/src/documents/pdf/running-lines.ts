import type { TextLine } from './pdf-lines.js';

/** Lines from the edge of a page among which headers and footers are. */
const FROM_EDGE = 3;
const FEWEST_PAGES = 3;
/** Left and right pages often have their own. */
const SHARE_OF_PAGES = 0.4;

/** Takes headers and footers that run through the pages away: the same line, but for its numbers, at the same height. */
export function withoutRunningLines(pages: readonly TextLine[][]): TextLine[][] {
  if (pages.length < FEWEST_PAGES) return [...pages];
  const counts = new Map<string, number>();
  for (const page of pages)
    for (const key of new Set(edgesOf(page).map(keyOf)))
      counts.set(key, (counts.get(key) ?? 0) + 1);
  const least = Math.max(FEWEST_PAGES, pages.length * SHARE_OF_PAGES);
  const isRunning = (line: TextLine) => (counts.get(keyOf(line)) ?? 0) >= least;
  return pages.map((page) => {
    const edges = new Set(edgesOf(page).filter(isRunning));
    return page.filter((line) => !edges.has(line));
  });
}

function edgesOf(page: readonly TextLine[]): TextLine[] {
  const byHeight = [...page].sort((a, b) => b.y - a.y);
  return [...new Set([...byHeight.slice(0, FROM_EDGE), ...byHeight.slice(-FROM_EDGE)])];
}

function keyOf({ text, y }: TextLine): string {
  return `${Math.round(y / 4)} ${text.replace(/\d+/g, '#').replace(/\s+/g, ' ').trim()}`;
}
