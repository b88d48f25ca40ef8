import { crc32, deflateRawSync } from 'node:zlib';

const DEFLATE = 8;
/** Sizes and the checksum of a member, as both of its headers have them. */
type Sizes = readonly [crc: number, packed: number, bytes: number];

/** A zip archive, as a wheel is one (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT). */
export function zip(members: Readonly<Record<string, Buffer | string>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(members)) {
    const content = Buffer.from(text as string);
    const packed = deflateRawSync(content);
    const sizes: Sizes = [crc32(content), packed.length, content.length];
    const local = Buffer.concat([header(0x04034b50, 26, sizes, name), packed]);
    directory.push(header(0x02014b50, 42, sizes, name, at));
    parts.push(local);
    at += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  for (const offset of [8, 10]) end.writeUInt16LE(directory.length, offset);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, entries, end]);
}

/** A member's own header, or its entry in the directory, which has two bytes more before the same fields, and the place last. */
function header(signature: number, last: number, sizes: Sizes, name: string, at?: number): Buffer {
  const isEntry = at !== undefined;
  const bytes = Buffer.alloc(last + 4);
  bytes.writeUInt32LE(signature);
  const shift = isEntry ? 2 : 0;
  bytes.writeUInt16LE(DEFLATE, 8 + shift);
  sizes.forEach((size, index) => bytes.writeUInt32LE(size, 14 + shift + 4 * index));
  bytes.writeUInt16LE(Buffer.byteLength(name), 26 + shift);
  if (isEntry) bytes.writeUInt32LE(at, last);
  return Buffer.concat([bytes, Buffer.from(name)]);
}
