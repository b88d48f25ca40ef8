import { open, type FileHandle } from 'node:fs/promises';

/** The file is no ONNX model, or a part of it is missing. */
export class NotAModel extends Error {
  override readonly name = 'NotAModel';
}

/** `ModelProto.metadata_props` (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
const METADATA_PROPS = 14;
/** A key and a length, each a varint of at most ten bytes. */
const LONGEST_HEADER_BYTES = 20;

/** Protobuf's wire types (https://protobuf.dev/programming-guides/encoding). */
const VARINT = 0;
const EIGHT_BYTES = 1;
const LENGTH_DELIMITED = 2;
const FOUR_BYTES = 5;

/**
 * What a model file says of itself. The graph and its weights are passed over unread.
 * @throws NotAModel, also when the file ends too early.
 */
export async function readMetadata(path: string): Promise<ReadonlyMap<string, string>> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const metadata = new Map<string, string>();
    for (let at = 0; at < size;) {
      const { field, start, end } = await fieldAt(file, at);
      if (end > size || end <= at) throw new NotAModel(`${path} is cut off.`);
      if (field === METADATA_PROPS) metadata.set(...entryOf(await bytesOf(file, start, end)));
      at = end;
    }
    if (size === 0) throw new NotAModel(`${path} is empty.`);
    return metadata;
  } finally {
    await file.close();
  }
}

interface Field {
  readonly field: number;
  /** Where its content begins and ends in the file. */
  readonly start: number;
  readonly end: number;
}

async function fieldAt(file: FileHandle, at: number): Promise<Field> {
  const { start, end, ...rest } = headerOf(await bytesOf(file, at, at + LONGEST_HEADER_BYTES));
  return { ...rest, start: at + start, end: at + end };
}

/** The field that begins with these bytes; its positions count from there. */
function headerOf(bytes: Uint8Array): Field {
  const [key, start] = varintAt(bytes, 0);
  const [field, wireType] = [Math.floor(key / 8), key % 8];
  if (wireType === VARINT) return { field, start, end: varintAt(bytes, start)[1] };
  if (wireType === EIGHT_BYTES) return { field, start, end: start + 8 };
  if (wireType === FOUR_BYTES) return { field, start, end: start + 4 };
  if (wireType !== LENGTH_DELIMITED) throw new NotAModel('This is not a protobuf message.');
  const [length, content] = varintAt(bytes, start);
  return { field, start: content, end: content + length };
}

function varintAt(bytes: Uint8Array, at: number): [value: number, end: number] {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return [value, at + i + 1];
  }
  throw new NotAModel('This is not a protobuf message.');
}

/** A `StringStringEntryProto`: field 1 is the key, field 2 the value. */
function entryOf(bytes: Uint8Array): [key: string, value: string] {
  const texts = ['', '', ''];
  for (let at = 0; at < bytes.length;) {
    const { field, start, end } = headerOf(bytes.subarray(at));
    texts[field] = new TextDecoder().decode(bytes.subarray(at + start, at + end));
    at += end;
  }
  return [texts[1] ?? '', texts[2] ?? ''];
}

async function bytesOf(file: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
  return buffer.subarray(0, bytesRead);
}
