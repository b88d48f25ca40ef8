import { expect, it } from 'vitest';
import type { CorpusReply } from '@parley/protocol';
import { indexOf } from '../testing/index-of.js';
import { corpusPage } from './corpus-pages.js';

async function allPages(files: Record<string, string>): Promise<CorpusReply[]> {
  const index = await indexOf(files);
  const pages: CorpusReply[] = [];
  for (let offset: number | null = 0; offset !== null; offset = pages.at(-1)?.nextOffset ?? null)
    pages.push(corpusPage({ version: '1', documents: 1, index, hashes: new Map() }, offset));
  return pages;
}

it('gives a small corpus in one page, as it would be said', async () => {
  const [page, ...others] = await allPages({
    'a.md': '# A\n\n## Part\n\nText.\n\n1. Open it.\n\n| x | y |\n| - | - |\n| 1 | 2 |',
    'b.md': '# B\n\nMore.',
  });
  expect(others).toEqual([]);
  expect(page?.documents).toEqual([
    { title: 'A', text: 'Part\nText.\nOpen it.\n1, 2' },
    { title: 'B', text: 'More.' },
  ]);
});

it('keeps every page below what the bus carries, and loses nothing', async () => {
  const paragraph = `${'würde "so" sagen '.repeat(60)}.`;
  const long = Array.from(
    { length: 900 },
    (_, at) => `## Part ${at}\n\nNumber${at} ${paragraph}`,
  ).join('\n\n');
  const pages = await allPages({ 'long.md': `# Long\n\n${long}`, 'b.md': '# B\n\nMore.' });
  expect(pages.length).toBeGreaterThan(2);
  for (const page of pages)
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(512 * 1024);
  const text = pages.flatMap(({ documents }) => documents.map((each) => each.text)).join('\n');
  for (let at = 0; at < 900; at++) expect(text).toContain(`Number${at} `);
});

it('has an empty page when there are no documents, and past the end', async () => {
  expect(await allPages({})).toEqual([{ version: '1', documents: [], nextOffset: null }]);
  const index = await indexOf({ 'a.md': '# A\n\nText.' });
  expect(corpusPage({ version: '1', documents: 1, index, hashes: new Map() }, 99)).toMatchObject({
    documents: [],
    nextOffset: null,
  });
});
