import { expect, it } from 'vitest';
import { PieceText } from './piece-text.js';

it('joins the bytes of a character, and tells what was cut off', () => {
  const pieces = [' caf', '<0xC3>', '<0xA9>', ' 1', '<0xE2>', '<0x82>', ' b'];
  const text = new PieceText({
    size: pieces.length,
    encode: () => [],
    piece: (token) => pieces[token] as string,
  });
  expect(pieces.map((_, token) => text.add(token))).toEqual([
    ' caf',
    '',
    'é',
    ' 1',
    '',
    '',
    '\ufffd b',
  ]);
});
