import { expect, it } from 'vitest';
import { corpusPage } from './stt-corpus.js';

const document = (characters: number) => ({ title: 'T', text: 'x'.repeat(characters) });

it('hands documents out in pages that fit into a message', () => {
  const documents = [document(150_000), document(100_000), document(10)];
  const first = corpusPage(documents, 0);
  expect([first.documents.length, first.nextOffset]).toEqual([1, 1]);
  const second = corpusPage(documents, 1);
  expect([second.documents.length, second.nextOffset]).toEqual([2, null]);
});

it('hands out a document that is larger than a page', () => {
  expect(corpusPage([document(300_000)], 0).documents).toHaveLength(1);
});

it('has an end where there are none', () => {
  expect(corpusPage([], 0)).toMatchObject({ documents: [], nextOffset: null });
});
