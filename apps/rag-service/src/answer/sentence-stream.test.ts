import { expect, it } from 'vitest';
import { SentenceStream } from './sentence-stream.js';

it('gives a sentence out when the next one begins, whatever the pieces', () => {
  const text = 'Open print.example.edu. Then sign in, e.g. with your card. Done';
  for (const size of [1, 2, 3, 7, 100]) {
    const stream = new SentenceStream();
    const pieces = text.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
    const sentences = [...pieces.flatMap((piece) => stream.push(piece)), ...stream.end()];
    expect(sentences).toEqual([
      'Open print.example.edu.',
      'Then sign in, e.g. with your card.',
      'Done',
    ]);
  }
});
