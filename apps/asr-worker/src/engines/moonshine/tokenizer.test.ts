import { describe, expect, it } from 'vitest';
import { Tokenizer } from './tokenizer.js';

const UTF8 = new TextEncoder();

/** `tokenizer.bin` with the three special tokens, a token for each byte, and these. */
function tokenizerFile(...pieces: string[]): Uint8Array {
  const bytes = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));
  const all = [...['<unk>', '<s>', '</s>'].map((text) => UTF8.encode(text)), ...bytes];
  return Buffer.concat(
    [...all, ...pieces.map((piece) => UTF8.encode(piece))].flatMap((piece) => [
      Uint8Array.from(
        piece.length < 128 ? [piece.length] : [128 + (piece.length % 128), piece.length >> 7],
      ),
      piece,
    ]),
  );
}

const FIRST = 259;

describe('the tokenizer', () => {
  it('reads pieces of every length', () => {
    const long = 'x'.repeat(300);
    const tokenizer = Tokenizer.parse(tokenizerFile('▁a', long));
    expect(tokenizer.size).toBe(FIRST + 2);
    expect(tokenizer.textOf(FIRST + 1)).toBe(long);
  });

  it('writes words with spaces between them, and no special tokens', () => {
    const tokenizer = Tokenizer.parse(tokenizerFile('▁The', '▁V', 'PN', '<<ST_1>>'));
    expect(tokenizer.decode([1, FIRST, FIRST + 1, FIRST + 2, FIRST + 3, 2])).toBe('The VPN');
  });

  it('puts characters together from their bytes', () => {
    const [first, second] = UTF8.encode('é');
    const tokenizer = Tokenizer.parse(tokenizerFile('▁caf'));
    expect(tokenizer.decode([FIRST, 3 + (first ?? 0), 3 + (second ?? 0)])).toBe('café');
  });

  it('knows a word as frequent when it has a token of its own, with a capital or without', () => {
    const tokenizer = Tokenizer.parse(tokenizerFile('▁phone', '▁London', '▁V', 'PN'));
    expect(['phone', 'Phone', 'london', 'VPN'].map((word) => tokenizer.isFrequent(word))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('refuses a file that is cut short', () => {
    expect(() => Tokenizer.parse(tokenizerFile('▁phone').subarray(0, -1))).toThrow(
      /ends in the middle of entry 259/,
    );
  });
});
