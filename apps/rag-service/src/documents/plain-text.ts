import { basename, extname } from 'node:path';
import { DocumentUnreadable } from './document.js';

const BYTE_ORDER_MARKS: readonly (readonly [string, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
/** Among so many bytes, a text in another encoding than UTF-8 has no control character but those of its lines. */
const LOOKED_AT_BYTES = 4_096;
/** Hyphens and joints that show only where a line is broken, and marks that only turn the direction of writing. */
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text in UTF-8, in UTF-16 with a byte order mark, or in Windows-1252, which old programs write without saying so.
 * @throws DocumentUnreadable when the bytes are not text.
 */
export function decodeText(bytes: Uint8Array): string {
  const marked = BYTE_ORDER_MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte));
  const text = marked ? decoded(bytes, marked[0]) : (tried(bytes) ?? asWindows1252(bytes));
  return text.replace(/\r\n?/g, '\n').replaceAll('\0', '');
}

function tried(bytes: Uint8Array): string | undefined {
  try {
    return decoded(bytes, 'utf-8');
  } catch {
    return undefined;
  }
}

function asWindows1252(bytes: Uint8Array): string {
  const isControl = (byte: number) => byte < 32 && !(byte >= 9 && byte <= 13);
  if (bytes.subarray(0, LOOKED_AT_BYTES).some(isControl))
    throw new DocumentUnreadable('is not text');
  return decoded(bytes, 'windows-1252');
}

function decoded(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DocumentUnreadable('is not text', { cause });
  }
}

/** `vpn/set-up_guide.md` becomes "Set up guide". */
export function titleFromName(name: string): string {
  const words = basename(name, extname(name)).replace(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function oneLine(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim();
}

export function visible(text: string): string {
  return text.replace(INVISIBLE, '');
}
