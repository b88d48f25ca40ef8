import { readFile } from 'node:fs/promises';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { SentencePieceProcessor } from '@sctg/sentencepiece-js';
import { UnusableModel } from '../unusable-model.js';

export const TOKENIZER_FILE = 'tokenizer_spm_32k_3.model';

/** A SentencePiece model (Kudo and Richardson 2018, https://arxiv.org/abs/1808.06226). */
export interface TextTokenizer {
  readonly size: number;
  encode(text: string): number[];
  /** The text that a token stands for, its word boundary a space. */
  piece(token: number): string;
}

/**
 * @param expectedSize pieces that the language model knows
 * @throws UnusableModel
 */
export async function loadTokenizer(path: string, expectedSize: number): Promise<TextTokenizer> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new UnusableModel(`There is no tokenizer at ${path}. "parley models pull" fetches it.`, {
      cause,
    });
  });
  const pieces = readPieces(bytes, path);
  if (pieces.length !== expectedSize)
    throw new UnusableModel(
      `The tokenizer ${path} has ${pieces.length} pieces; the language model knows ${expectedSize}.`,
    );
  const processor = new SentencePieceProcessor();
  await processor.loadFromB64StringModel(bytes.toString('base64'));
  return {
    size: pieces.length,
    encode: (text) => processor.encodeIds(text),
    piece: (token) => (pieces[token] as string).replaceAll('▁', ' '),
  };
}

/** The pieces of a `ModelProto` (sentencepiece_model.proto): field 1, and in each the text in field 1. */
function readPieces(bytes: Uint8Array, path: string): string[] {
  try {
    const pieces: string[] = [];
    eachField(bytes, (field, reader) => {
      if (field === 1) pieces.push(readText(reader.bytes()));
      return field === 1;
    });
    if (pieces.length > 0) return pieces;
  } catch (cause) {
    throw new UnusableModel(`${path} is not a SentencePiece model.`, { cause });
  }
  throw new UnusableModel(`${path} is not a SentencePiece model: it has no pieces.`);
}

function readText(piece: Uint8Array): string {
  let text = '';
  eachField(piece, (field, reader) => {
    if (field === 1) text = reader.string();
    return field === 1;
  });
  return text;
}

/** @param take reads a field's value, or returns false to pass it over */
function eachField(
  bytes: Uint8Array,
  take: (field: number, reader: BinaryReader) => boolean,
): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (type === WireType.LengthDelimited && take(field, reader)) continue;
    reader.skip(type);
  }
}
