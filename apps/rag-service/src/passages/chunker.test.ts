import { describe, expect, it } from 'vitest';
import { wordCount, type Block, type Document } from '../documents/document.js';
import { indexOfExamples } from '../testing/index-of.js';
import { chunk } from './chunker.js';

const words = (count: number, word = 'word') => Array.from({ length: count }, () => word).join(' ');
const paragraph = (count: number, heading: string[] = []): Block => ({
  kind: 'paragraph',
  heading,
  text: `${words(count)}.`,
});
const document = (...blocks: Block[]): Document => ({ title: 'T', blocks });
const sizes = (doc: Document) =>
  chunk('t.md', doc).map(({ blocks }) => blocks.reduce((sum, block) => sum + wordCount(block), 0));

describe('sections', () => {
  it('share a passage while they are short', () => {
    expect(
      sizes(document(paragraph(30, ['A']), paragraph(60, ['B']), paragraph(40, ['C']))),
    ).toEqual([130]);
  });

  it('stay apart when each is long enough', () => {
    expect(sizes(document(paragraph(150, ['A']), paragraph(160, ['B'])))).toEqual([150, 160]);
  });

  it('are cut between their blocks when they are too long', () => {
    expect(sizes(document(paragraph(200, ['A']), paragraph(200, ['A'])))).toEqual([200, 200]);
  });
});

describe('blocks', () => {
  it('of one long paragraph are cut between sentences', () => {
    const text = Array.from({ length: 70 }, () => `Start ${words(9)}.`).join(' ');
    const passages = chunk('t.md', document({ kind: 'paragraph', heading: [], text }));
    expect(passages.length).toBeGreaterThan(2);
    for (const { blocks } of passages) expect(JSON.stringify(blocks)).toMatch(/"Start .*\."/);
  });

  it('that are tables or lists stay whole above the usual size', () => {
    const rows = Array.from({ length: 40 }, () => [words(5), words(5)]);
    expect(
      chunk('t.md', document({ kind: 'table', heading: [], header: ['a', 'b'], rows })),
    ).toHaveLength(1);
  });

  it('that are endless tables are cut between rows, each part with the header', () => {
    const rows = Array.from({ length: 200 }, () => [words(5), words(5)]);
    const passages = chunk(
      't.md',
      document({ kind: 'table', heading: [], header: ['a', 'b'], rows }),
    );
    expect(passages.length).toBeGreaterThan(3);
    for (const { blocks } of passages) expect(blocks[0]).toMatchObject({ header: ['a', 'b'] });
  });

  it('that introduce a list stay with it', () => {
    const introduction: Block = { kind: 'paragraph', heading: ['A'], text: 'You need:' };
    const list: Block = { kind: 'list', heading: ['A'], items: [words(90), words(90)] };
    const passages = chunk('t.md', document(paragraph(150, ['A']), introduction, list));
    expect(passages[1]?.blocks).toEqual([introduction, list]);
  });
});

it('numbers the passages of a document', () => {
  const passages = chunk('a/b.md', document(paragraph(200, ['A']), paragraph(200, ['B'])));
  expect(passages.map(({ id, position }) => [id, position])).toEqual([
    ['a/b.md#0', 0],
    ['a/b.md#1', 1],
  ]);
});

it('cuts the examples into passages of a size that can be read at a glance', async () => {
  const { passages } = await indexOfExamples();
  const counts = passages.map(({ blocks }) =>
    blocks.reduce((sum, block) => sum + wordCount(block), 0),
  );
  expect(Math.max(...counts)).toBeLessThanOrEqual(300);
  expect(counts.filter((count) => count < 50)).toEqual([]);
});
