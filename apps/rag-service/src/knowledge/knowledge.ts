import { createHash } from 'node:crypto';
import { plainHash } from '../embed/embedded-hash.js';
import { LexicalIndex } from '../retrieve/lexical-index.js';
import type { IndexChange, PassageStore } from '../store/passage-store.js';

/** One version of the documents, ready to be asked; never changed, only replaced as a whole. */
export interface Knowledge {
  /** The same for the same documents, wherever and whenever they were read in. */
  version: string;
  documents: number;
  index: LexicalIndex;
  /** Hash of every document, by name, as the store gives them. */
  hashes: ReadonlyMap<string, string>;
}

export async function loadKnowledge(store: PassageStore): Promise<Knowledge> {
  const hashes = await store.hashes();
  return knowledgeOf(hashes, await LexicalIndex.of(await store.passages()));
}

export const NO_KNOWLEDGE: Knowledge = {
  version: 'none',
  documents: 0,
  index: LexicalIndex.EMPTY,
  hashes: new Map(),
};

/** What is known after a change of the store. Nothing but the documents that it is about is read. */
export async function knowledgeAfter(
  { hashes: before, index }: Knowledge,
  { written, removed }: IndexChange,
): Promise<Knowledge> {
  const hashes = new Map(before);
  for (const { name, hash } of written) hashes.set(name, hash);
  for (const name of removed) hashes.delete(name);
  const passages = written.map((document) => document.passages);
  return knowledgeOf(hashes, await index.after({ written: passages, removed }));
}

function knowledgeOf(hashes: ReadonlyMap<string, string>, index: LexicalIndex): Knowledge {
  return { version: versionOf(hashes), documents: hashes.size, index, hashes };
}

function versionOf(hashes: ReadonlyMap<string, string>): string {
  const plain = [...hashes].map(([name, hash]) => [name, plainHash(hash)] as const);
  const sorted = plain.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}
