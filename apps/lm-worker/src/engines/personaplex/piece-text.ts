import type { TextTokenizer } from '@parley/moshi';

/** A piece that stands for one byte of a character outside the vocabulary. */
const BYTE = /^<0x([0-9A-F]{2})>$/;

/** Puts a stream of tokens into words; a character that comes byte by byte is told when it is whole. */
export class PieceText {
  private decoder = new TextDecoder();

  constructor(private readonly tokenizer: TextTokenizer) {}

  /** @returns the text that a token adds, which may be nothing yet */
  add(token: number): string {
    const piece = this.tokenizer.piece(token);
    const byte = BYTE.exec(piece)?.[1];
    if (byte) return this.decoder.decode(Uint8Array.of(parseInt(byte, 16)), { stream: true });
    return this.decoder.decode() + piece;
  }
}
