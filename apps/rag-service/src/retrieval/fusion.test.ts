import { expect, it } from 'vitest';
import { indexOf } from '../testing/index-of.js';
import { queryTermsOf } from './query-terms.js';
import { retrieve } from './retriever.js';

const index = await indexOf({
  'print.md': '# Printing\n\nA page costs 4 pence.',
  'fleet.md': '# Fleet\n\nHire an automobile at the gate.',
  'food.md': '# Canteen\n\nIt is open from noon.',
});

function scoresOf(question: string, similarity: Record<string, number>) {
  const denseMatches = Object.entries(similarity)
    .map(([name, value]) => ({ id: `${name}.md#0`, similarity: value }))
    .sort((a, b) => b.similarity - a.similarity);
  const hits = retrieve(queryTermsOf(question, index), index, 3, denseMatches);
  return hits.map(({ passage, score }) => [passage.document, score] as const);
}

it('finds a passage that shares no word with the question, by its similarity', () => {
  const [best] = scoresOf('where do i rent cars', { print: 0.1, fleet: 1.1, food: 0 });
  expect(best?.[0]).toBe('fleet.md');
  expect(best?.[1]).toBeGreaterThan(0.5);
});

it('stays below the bar where neither words nor meaning say enough', () => {
  const hits = scoresOf('who wrote hamlet', { print: 0.2, fleet: 0.3, food: 0.1 });
  for (const [, score] of hits) expect(score).toBeLessThan(0.3);
});

it('trusts a passage more the nearer it is, whatever the words say', () => {
  const [far, denseMatches] = [0, 1].map((print) =>
    scoresOf('what does a page cost', { print, fleet: -0.1, food: -0.1 }),
  );
  expect(far?.[0]?.[0]).toBe('print.md');
  expect(denseMatches?.[0]?.[1]).toBeGreaterThan(far?.[0]?.[1] ?? 1);
});

it('puts what words are sure of before what is only near', () => {
  const [best] = scoresOf('what does a page cost', { print: 0.7, fleet: 0.8, food: 0 });
  expect(best?.[0]).toBe('print.md');
});
