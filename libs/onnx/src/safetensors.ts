import { open, realpath, type FileHandle } from 'node:fs/promises';
import { byteLengthOf, DTYPES, type DType } from './dtype.js';

/** The file does not follow the safetensors format; `message` names the file and what is wrong. */
export class MalformedSafetensors extends Error {
  override readonly name = 'MalformedSafetensors';

  constructor(path: string, problem: string, cause?: unknown) {
    super(`${path} is not a usable safetensors file: ${problem}.`, { cause });
  }
}

/** Where a tensor lies: `offset` and `byteLength` count in the file, from its first byte. */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** The real file, symbolic links resolved, as ONNX Runtime demands of external data. */
  readonly path: string;
  readonly offset: number;
  readonly byteLength: number;
}

/** Headers over 100 MB are refused by the format's own library too. */
const MAX_HEADER_BYTES = 100_000_000;

const STORED_DTYPES: Record<string, DType> = {
  F32: 'f32',
  F16: 'f16',
  BF16: 'bf16',
  I64: 'i64',
  I32: 'i32',
  U8: 'u8',
  BOOL: 'bool',
};

/**
 * A safetensors file: eight bytes of header length, a JSON header, then the tensors' bytes
 * (https://github.com/huggingface/safetensors#format). Nothing is read but the header until a tensor is asked for.
 */
export class Safetensors {
  private constructor(
    readonly path: string,
    readonly tensors: ReadonlyMap<string, StoredTensor>,
    /** The header's free-form part; empty when there is none. */
    readonly metadata: Readonly<Record<string, string>>,
    private readonly file: FileHandle,
  ) {}

  /** @throws MalformedSafetensors when header or ranges are wrong; the system's error when the file cannot be opened. */
  static async open(path: string): Promise<Safetensors> {
    const real = await realpath(path);
    const file = await open(real, 'r');
    try {
      const { size } = await file.stat();
      const { header, dataOffset } = await readHeader(file, path, size);
      return new Safetensors(
        real,
        readEntries(header, { path, real, dataOffset, dataBytes: size - dataOffset }),
        (header['__metadata__'] ?? {}) as Record<string, string>,
        file,
      );
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /**
   * Reads one tensor as 32-bit floats, half precision widened.
   * @param part elements to read; all when absent
   * @throws MalformedSafetensors when there is no such tensor or it does not hold floats.
   */
  async readFloats(
    name: string,
    part?: { readonly first: number; readonly count: number },
  ): Promise<Float32Array> {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new MalformedSafetensors(this.path, `it has no tensor "${name}"`);
    const bytes = await this.readBytes(tensor, part);
    if (tensor.dtype === 'f32') return new Float32Array(bytes.buffer);
    if (tensor.dtype === 'bf16') return widenBf16(new Uint16Array(bytes.buffer));
    if (tensor.dtype === 'f16') return widenF16(new Uint16Array(bytes.buffer));
    throw new MalformedSafetensors(this.path, `tensor "${name}" holds ${tensor.dtype}, not floats`);
  }

  /** Reads elements of a tensor as they lie in the file. */
  async readBytes(
    tensor: StoredTensor,
    part?: { readonly first: number; readonly count: number },
  ): Promise<Uint8Array<ArrayBuffer>> {
    const width = DTYPES[tensor.dtype].bytes;
    const bytes = new Uint8Array(part ? part.count * width : tensor.byteLength);
    const from = tensor.offset + (part ? part.first * width : 0);
    const { bytesRead } = await this.file.read(bytes, 0, bytes.length, from);
    if (bytesRead < bytes.length)
      throw new MalformedSafetensors(this.path, `tensor "${tensor.name}" could not be read whole`);
    return bytes;
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

async function readHeader(
  file: FileHandle,
  path: string,
  size: number,
): Promise<{ header: Record<string, unknown>; dataOffset: number }> {
  if (size < 8) throw new MalformedSafetensors(path, `it has ${size} bytes, too few for a header`);
  const prefix = Buffer.alloc(8);
  await file.read(prefix, 0, 8, 0);
  const headerBytes = Number(prefix.readBigUInt64LE());
  if (headerBytes > MAX_HEADER_BYTES)
    throw new MalformedSafetensors(path, `its header claims ${headerBytes} bytes`);
  if (8 + headerBytes > size)
    throw new MalformedSafetensors(
      path,
      `its header claims ${headerBytes} bytes, but the file ends after ${size}`,
    );
  const text = Buffer.alloc(headerBytes);
  await file.read(text, 0, headerBytes, 8);
  return { header: parseHeader(text.toString('utf8'), path), dataOffset: 8 + headerBytes };
}

function parseHeader(text: string, path: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (cause) {
    throw new MalformedSafetensors(path, 'its header is not JSON', cause);
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new MalformedSafetensors(path, 'its header is not an object');
  return header as Record<string, unknown>;
}

interface Place {
  path: string;
  real: string;
  dataOffset: number;
  dataBytes: number;
}

function readEntries(header: Record<string, unknown>, place: Place): Map<string, StoredTensor> {
  const names = Object.keys(header).filter((name) => name !== '__metadata__');
  const tensors = names.map((name) => readEntry(name, header[name], place));
  refuseOverlaps(tensors, place.path);
  return new Map(tensors.map((tensor) => [tensor.name, tensor]));
}

function readEntry(
  name: string,
  entry: unknown,
  { path, real, dataOffset, dataBytes }: Place,
): StoredTensor {
  const {
    dtype: stored,
    shape,
    data_offsets: range,
  } = (entry ?? {}) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  const dtype = STORED_DTYPES[String(stored)];
  if (!dtype)
    throw new MalformedSafetensors(
      path,
      `tensor "${name}" has the unknown type ${JSON.stringify(stored)}`,
    );
  if (!isSizes(shape)) throw new MalformedSafetensors(path, `tensor "${name}" has no valid shape`);
  if (!isSizes(range) || range.length !== 2)
    throw new MalformedSafetensors(path, `tensor "${name}" has no valid range`);
  const [begin, end] = range as [number, number];
  if (end > dataBytes)
    throw new MalformedSafetensors(
      path,
      `tensor "${name}" ends ${end - dataBytes} bytes behind the end of the file; it may be cut short`,
    );
  if (end - begin !== byteLengthOf(dtype, shape))
    throw new MalformedSafetensors(
      path,
      `tensor "${name}" has ${end - begin} bytes, its shape [${shape.join(', ')}] wants ${byteLengthOf(dtype, shape)}`,
    );
  return { name, dtype, shape, path: real, offset: dataOffset + begin, byteLength: end - begin };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function refuseOverlaps(tensors: StoredTensor[], path: string): void {
  const sorted = [...tensors].sort((a, b) => a.offset - b.offset);
  for (const [index, tensor] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next && tensor.offset + tensor.byteLength > next.offset)
      throw new MalformedSafetensors(path, `tensors "${tensor.name}" and "${next.name}" overlap`);
  }
}

/** bfloat16 to binary32. */
export function widenBf16(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = (halves[i] as number) << 16;
  return new Float32Array(bits.buffer);
}

/** IEEE 754 binary16 to binary32. */
export function widenF16(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** Its tensors begin on such a boundary, as memory-mapped weights like it. */
const ALIGNMENT = 64;

/** The start of a safetensors file whose tensors follow one another in the given order. */
export function safetensorsHeader(
  tensors: readonly Pick<StoredTensor, 'name' | 'dtype' | 'shape'>[],
  metadata: Readonly<Record<string, string>> = {},
): Buffer {
  let end = 0;
  const header: Record<string, unknown> = { __metadata__: metadata };
  for (const { name, dtype, shape } of tensors) {
    const begin = end;
    end += byteLengthOf(dtype, shape);
    header[name] = { dtype: dtype.toUpperCase(), shape, data_offsets: [begin, end] };
  }
  const text = JSON.stringify(header);
  const length = Math.ceil((8 + Buffer.byteLength(text)) / ALIGNMENT) * ALIGNMENT - 8;
  const bytes = Buffer.alloc(8 + length, ' ');
  bytes.writeBigUInt64LE(BigInt(length));
  bytes.write(text, 8);
  return bytes;
}
