import { expect, it } from 'vitest';
import { queryTermsOf } from '../retrieval/query-terms.js';
import { retrieve } from '../retrieval/retriever.js';
import { indexOf } from '../testing/index-of.js';
import { readCandidates } from './read-candidates.js';

const QUESTION = 'How many days off do I get?';

async function read(text: string, sentences?: number[]) {
  const index = await indexOf({ 'a.md': `# Leave\n\n${text}` });
  const queryTerms = queryTermsOf(QUESTION, index);
  const hits = retrieve(queryTerms, index, 3, [{ id: 'a.md#0', similarity: 0.5 }]);
  const vectors = sentences && { sentences: Float32Array.from(sentences) };
  const matches = [{ id: 'a.md#0', similarity: 0.5, ...vectors }];
  return readCandidates(hits, matches, queryTerms, 'any').map(({ candidate }) => candidate.text);
}

it('puts first what means the same, though another sentence has the words', async () => {
  const said = await read('The office is off limits for days. Staff have 25 of vacation.', [0, 1]);
  expect(said[0]).toBe('Staff have 25 of vacation.');
});

it('takes the words where the meaning is even', async () => {
  const said = await read('Cats sleep. You get 25 days off.', [0.5, 0.5]);
  expect(said[0]).toBe('You get 25 days off.');
});

it('has none where sentences have no vectors', async () => {
  expect(await read('You get 25 days off.')).toEqual([]);
});

it('offers neither questions nor what only introduces a list', async () => {
  const said = await read('How many days off are there? These are the days off:', [1, 1]);
  expect(said).toEqual([]);
});
