/**
 * The page of RFC 3533: both directions are written from this table of its header.
 *
 * | offset | holds                                                                    |
 * | ------ | ------------------------------------------------------------------------ |
 * | 0      | "OggS"                                                                   |
 * | 4      | version, 0                                                               |
 * | 5      | flags                                                                    |
 * | 6      | granule position, i64                                                    |
 * | 14     | serial number of the logical stream, u32                                 |
 * | 18     | page number, u32                                                         |
 * | 22     | CRC-32 of the page with this field 0, u32                                |
 * | 26     | number of segments; a length byte for each follows, then the segments    |
 */
const AT = { version: 4, flags: 5, granule: 6, serial: 14, number: 18, crc: 22, segments: 26 };
const HEADER_BYTES = 27;
const SEGMENT_BYTES = 255;

export const OGG_CAPTURE_PATTERN = Uint8Array.of(0x4f, 0x67, 0x67, 0x53);
export const MAX_OGG_PAGE_BYTES = HEADER_BYTES + SEGMENT_BYTES + SEGMENT_BYTES * SEGMENT_BYTES;

export const OGG_FLAGS = { continued: 1, beginOfStream: 2, endOfStream: 4 } as const;

export interface OggPage {
  /** Sum of `OGG_FLAGS`. */
  flags: number;
  granulePosition: bigint;
  serial: number;
  number: number;
  /** Pieces of packets in order; all but the last end their packet. */
  pieces: Uint8Array[];
  /** Whether the last piece ends its packet too. */
  complete: boolean;
  bytes: number;
}

/** Why there is no page at the start of the bytes: more are needed, or they are no page. */
export type NoPage = 'incomplete' | 'corrupt';

/** Reads the page that begins with the first byte. Its pieces are views on `bytes`. */
export function readOggPage(bytes: Uint8Array): OggPage | NoPage {
  if (!OGG_CAPTURE_PATTERN.every((byte, i) => i >= bytes.length || bytes[i] === byte))
    return 'corrupt';
  if (bytes.length < HEADER_BYTES) return 'incomplete';
  if (bytes[AT.version] !== 0) return 'corrupt';
  const bodyStart = HEADER_BYTES + (bytes[AT.segments] as number);
  if (bytes.length < bodyStart) return 'incomplete';
  const lacing = bytes.subarray(HEADER_BYTES, bodyStart);
  const length = bodyStart + lacing.reduce((sum, segment) => sum + segment, 0);
  if (bytes.length < length) return 'incomplete';
  const page = bytes.subarray(0, length);
  return crcOf(page) === crcIn(page) ? parse(page, lacing, bodyStart) : 'corrupt';
}

/**
 * Writes one page that holds whole packets.
 * @throws RangeError when the packets need more than 255 segments.
 */
export function writeOggPage(
  header: Pick<OggPage, 'flags' | 'granulePosition' | 'serial' | 'number'>,
  packets: Uint8Array[],
): Uint8Array {
  const lacing = packets.flatMap(lacingOf);
  if (lacing.length > SEGMENT_BYTES) throw new RangeError('The packets do not fit an Ogg page.');
  const bodyBytes = packets.reduce((sum, packet) => sum + packet.length, 0);
  const page = new Uint8Array(HEADER_BYTES + lacing.length + bodyBytes);
  const view = new DataView(page.buffer);
  page.set(OGG_CAPTURE_PATTERN);
  page[AT.flags] = header.flags;
  view.setBigInt64(AT.granule, header.granulePosition, true);
  view.setUint32(AT.serial, header.serial, true);
  view.setUint32(AT.number, header.number, true);
  page[AT.segments] = lacing.length;
  page.set(lacing, HEADER_BYTES);
  let position = HEADER_BYTES + lacing.length;
  for (const packet of packets) {
    page.set(packet, position);
    position += packet.length;
  }
  view.setUint32(AT.crc, crcOf(page), true);
  return page;
}

/** A packet whose length is a multiple of 255 ends with a segment of 0. */
function lacingOf({ length }: Uint8Array): number[] {
  const full = Math.floor(length / SEGMENT_BYTES);
  return [...new Array<number>(full).fill(SEGMENT_BYTES), length % SEGMENT_BYTES];
}

function parse(page: Uint8Array, lacing: Uint8Array, bodyStart: number): OggPage {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  return {
    flags: page[AT.flags] as number,
    granulePosition: view.getBigInt64(AT.granule, true),
    serial: view.getUint32(AT.serial, true),
    number: view.getUint32(AT.number, true),
    pieces: piecesOf(page.subarray(bodyStart), lacing),
    complete: lacing.at(-1) !== SEGMENT_BYTES,
    bytes: page.length,
  };
}

function piecesOf(body: Uint8Array, lacing: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let start = 0;
  let end = 0;
  lacing.forEach((segment, i) => {
    end += segment;
    if (segment === SEGMENT_BYTES && i < lacing.length - 1) return;
    pieces.push(body.subarray(start, end));
    start = end;
  });
  return pieces;
}

/** CRC-32 with polynomial 0x04c11db7, not reflected, from 0: not the one of zip files. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});

function crcOf(page: Uint8Array): number {
  let crc = 0;
  for (let i = 0; i < page.length; i++) {
    const byte = i >= AT.crc && i < AT.segments ? 0 : (page[i] as number);
    crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] as number);
  }
  return crc >>> 0;
}

function crcIn(page: Uint8Array): number {
  return new DataView(page.buffer, page.byteOffset).getUint32(AT.crc, true);
}
