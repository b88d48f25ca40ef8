import { createHash } from 'node:crypto';
import { LexicalIndex } from '../retrieval/lexical-index.js';
import { plainHash } from '../store/embedded-hash.js';
import type { IndexChange, PassageStore } from '../store/passage-store.js';

/** One version of the documents, ready to be asked; never changed, only replaced as a whole. */
export interface CorpusSnapshot {
  /** The same for the same documents, wherever and whenever they were read in. */
  version: string;
  documents: number;
  index: LexicalIndex;
  /** Hash of every document, by name, as the store gives them. */
  hashes: ReadonlyMap<string, string>;
}

export async function loadCorpusSnapshot(store: PassageStore): Promise<CorpusSnapshot> {
  const hashes = await store.hashes();
  return corpusSnapshotOf(hashes, await LexicalIndex.of(await store.passages()));
}

export const EMPTY_CORPUS: CorpusSnapshot = {
  version: 'none',
  documents: 0,
  index: LexicalIndex.EMPTY,
  hashes: new Map(),
};

/** What is known after a change of the store. Nothing but the documents that it is about is read. */
export async function corpusSnapshotAfter(
  { hashes: before, index }: CorpusSnapshot,
  { written, removed }: IndexChange,
): Promise<CorpusSnapshot> {
  const hashes = new Map(before);
  for (const { name, hash } of written) hashes.set(name, hash);
  for (const name of removed) hashes.delete(name);
  const passages = written.map((document) => document.passages);
  return corpusSnapshotOf(hashes, await index.after({ written: passages, removed }));
}

function corpusSnapshotOf(
  hashes: ReadonlyMap<string, string>,
  index: LexicalIndex,
): CorpusSnapshot {
  return { version: versionOf(hashes), documents: hashes.size, index, hashes };
}

function versionOf(hashes: ReadonlyMap<string, string>): string {
  const plain = [...hashes].map(([name, hash]) => [name, plainHash(hash)] as const);
  const sorted = plain.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}
