/** What the store keeps behind the hash of a document that has vectors. */
const MARK = '+vectors';

export function isEmbedded(hash: string): boolean {
  return hash.endsWith(MARK);
}

export function embeddedHash(hash: string): string {
  return plainHash(hash) + MARK;
}

/** The hash of the document itself. */
export function plainHash(hash: string): string {
  return isEmbedded(hash) ? hash.slice(0, -MARK.length) : hash;
}
