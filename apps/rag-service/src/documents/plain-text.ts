import { basename, extname } from 'node:path';
import { DocumentUnreadable } from './document.js';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws DocumentUnreadable when the bytes are not UTF-8 text. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes).replaceAll('\r\n', '\n').replaceAll('\0', '');
  } catch (cause) {
    throw new DocumentUnreadable('is not UTF-8 text', { cause });
  }
}

/** `vpn/set-up_guide.md` becomes "Set up guide". */
export function titleFromName(name: string): string {
  const words = basename(name, extname(name)).replace(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
