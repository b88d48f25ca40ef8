import type { Passage } from '../passages/passage.js';

export interface IndexedDocument {
  name: string;
  /** Hash of the file's bytes and of the way they are cut. */
  hash: string;
  passages: Passage[];
}

export interface IndexChange {
  /** New documents, and changed ones, whose old passages are replaced. */
  written: IndexedDocument[];
  /** Names of documents to forget. */
  removed: string[];
}

/** Where passages live between two starts. */
export interface PassageStore {
  /** The hash of every document in the store, by name. */
  hashes(): Promise<Map<string, string>>;
  /** Makes the change as a whole: readers see all of it or nothing, also after a crash. */
  apply(change: IndexChange): Promise<void>;
  /** All passages of one version of the store, by document and position. */
  passages(): Promise<Passage[]>;
  close(): Promise<void>;
}

/** The store cannot be opened; `message` is a sentence for the operator. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly plain = true;
}
