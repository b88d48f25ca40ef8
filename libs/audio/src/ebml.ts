/** Elements of EBML (RFC 8794) and Matroska (RFC 9559) by their id, marker bits included. */
export const ELEMENT = {
  ebml: 0x1a45dfa3,
  segment: 0x18538067,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  codecId: 0x86,
  cluster: 0x1f43b675,
  blockGroup: 0xa0,
  block: 0xa1,
  simpleBlock: 0xa3,
} as const;

export interface ElementHeader {
  id: number;
  /** Bytes of content; undefined when the writer did not know, as in a live stream. */
  size: number | undefined;
  headerBytes: number;
}

/** Why there is no header at the start of the bytes. */
export type NoHeader = 'incomplete' | 'corrupt';

const MAX_ID_BYTES = 4;
const MAX_SIZE_BYTES = 8;

export function readElementHeader(bytes: Uint8Array): ElementHeader | NoHeader {
  const idBytes = vintLength(bytes[0]);
  if (idBytes === undefined) return 'incomplete';
  if (idBytes > MAX_ID_BYTES) return 'corrupt';
  const sizeBytes = vintLength(bytes[idBytes]);
  if (sizeBytes === undefined) return 'incomplete';
  if (sizeBytes > MAX_SIZE_BYTES) return 'corrupt';
  const headerBytes = idBytes + sizeBytes;
  if (bytes.length < headerBytes) return 'incomplete';
  const size = readVint(bytes.subarray(idBytes, headerBytes));
  return { id: readUnsigned(bytes.subarray(0, idBytes)), size, headerBytes };
}

export interface Block {
  track: number;
  laced: boolean;
  payload: Uint8Array;
}

/** The content of a Block or SimpleBlock: track, time code, flags, frames. Undefined when it is cut off. */
export function readBlock(content: Uint8Array): Block | undefined {
  const trackBytes = vintLength(content[0]) ?? Infinity;
  const flags = content[trackBytes + 2];
  if (flags === undefined) return undefined;
  return {
    track: readVint(content.subarray(0, trackBytes)) ?? 0,
    laced: (flags & 0b110) !== 0,
    payload: content.subarray(trackBytes + 3),
  };
}

/** A big-endian unsigned integer; precise below 2^53. */
export function readUnsigned(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** The leading zeros of the first byte say how many bytes follow it; 9 stands for none that is allowed. */
function vintLength(first: number | undefined): number | undefined {
  return first === undefined ? undefined : Math.clz32(first) - 23;
}

/** All value bits set means "unknown"; sizes that a number cannot hold are taken for it too. */
function readVint(bytes: Uint8Array): number | undefined {
  // The marker has to go before the bytes become a number: with it, small sizes would be rounded.
  const value = readUnsigned(bytes.with(0, (bytes[0] as number) & (0xff >> bytes.length)));
  return value >= Math.min(2 ** (7 * bytes.length) - 1, Number.MAX_SAFE_INTEGER)
    ? undefined
    : value;
}
