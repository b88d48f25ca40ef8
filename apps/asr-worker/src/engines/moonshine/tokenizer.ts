/** Moonshine's special tokens. */
export const BEGIN_TOKEN = 1;
export const END_TOKEN = 2;

/** How SentencePiece writes a space. */
const SPACE = '▁';
const SPECIAL = /^<.+>$/;
/** Tokens that stand for one byte of UTF-8 each: they follow the three special tokens. */
const FIRST_BYTE_TOKEN = 3;
const BYTES = 256;
/** From this bit on, a length goes on in the next byte. */
const MORE = 0x80;

/** The vocabulary: a list of byte strings, the position of each its token. */
export class Tokenizer {
  private readonly texts: readonly string[];
  private readonly known: ReadonlySet<string>;

  private constructor(private readonly pieces: readonly Uint8Array[]) {
    const utf8 = new TextDecoder();
    this.texts = pieces.map((piece, token) =>
      isByte(token) ? '' : printable(utf8.decode(piece)).replaceAll(SPACE, ' '),
    );
    this.known = new Set(this.texts);
  }

  /**
   * Reads `tokenizer.bin`: one entry after the other, its length (one byte, or two when the highest bit of the
   * first is set: low seven bits and 128 times the second) and its bytes.
   * @throws RangeError when an entry is cut short.
   */
  static parse(bytes: Uint8Array): Tokenizer {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length;) {
      let length = bytes[at++] ?? 0;
      if (length >= MORE) length += MORE * ((bytes[at++] ?? 0) - 1);
      if (at + length > bytes.length)
        throw new RangeError(`tokenizer.bin ends in the middle of entry ${pieces.length}.`);
      pieces.push(bytes.subarray(at, at + length));
      at += length;
    }
    return new Tokenizer(pieces);
  }

  get size(): number {
    return this.pieces.length;
  }

  /** What a token adds to the text; a byte of a longer character adds nothing by itself. */
  textOf(token: number): string {
    return this.texts[token] ?? '';
  }

  /** The text of tokens, punctuated and with capitals, as the model was trained to write. */
  decode(tokens: readonly number[]): string {
    const parts = tokens.map((token) =>
      isByte(token) ? (this.pieces[token] ?? NOTHING) : UTF8.encode(this.textOf(token)),
    );
    return new TextDecoder().decode(Buffer.concat(parts)).trim();
  }

  /** Whether a word has a token of its own, in small letters or with a capital: only frequent words have. */
  isFrequent(word: string): boolean {
    const small = word.toLowerCase();
    const capital = small.charAt(0).toUpperCase() + small.slice(1);
    return [small, capital, word].some((spelling) => this.known.has(` ${spelling}`));
  }
}

const UTF8 = new TextEncoder();
const NOTHING = new Uint8Array();

function isByte(token: number): boolean {
  return token >= FIRST_BYTE_TOKEN && token < FIRST_BYTE_TOKEN + BYTES;
}

function printable(text: string): string {
  return SPECIAL.test(text) ? '' : text;
}
