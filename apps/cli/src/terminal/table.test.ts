import { expect, it } from 'vitest';
import { tableLines } from './table.js';

it('puts words to the left and rounded figures to the right', () => {
  const lines = tableLines(
    ['stage', 'ms'],
    [
      ['end of turn', 512.4],
      ['transcript', 1_020],
    ],
  );
  expect(lines).toEqual(['stage          ms', 'end of turn   512', 'transcript   1020']);
});

it('is only its head when there are no rows', () => {
  expect(tableLines(['stage', 'ms'], [])).toEqual(['stage  ms']);
});
