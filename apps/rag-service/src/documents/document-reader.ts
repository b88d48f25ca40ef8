import type { Document } from './document.js';

/** Turns the bytes of one file format into a document. */
export interface DocumentReader {
  /** Lower-case endings of file names it reads, with the dot. */
  readonly extensions: readonly string[];
  /**
   * @param name the file's name, for a document without a title of its own.
   * @throws DocumentUnreadable when the bytes are not what the ending promises.
   */
  read(bytes: Uint8Array, name: string): Document | Promise<Document>;
}
