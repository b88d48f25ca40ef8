import { createHash } from 'node:crypto';
import { plainHash } from '../embed/embedded-hash.js';
import type { Passage } from '../passages/passage.js';
import { LexicalIndex } from '../retrieve/lexical-index.js';
import type { PassageStore } from '../store/passage-store.js';

/** One version of the documents, ready to be asked; never changed, only replaced as a whole. */
export interface Knowledge {
  /** The same for the same documents, wherever and whenever they were read in. */
  version: string;
  documents: number;
  index: LexicalIndex;
}

export async function loadKnowledge(store: PassageStore): Promise<Knowledge> {
  const [passages, hashes] = await Promise.all([store.passages(), store.hashes()]);
  const index = await LexicalIndex.of(passages);
  return { version: versionOf(hashes), documents: hashes.size, index };
}

export const NO_KNOWLEDGE: Knowledge = {
  version: 'none',
  documents: 0,
  index: LexicalIndex.EMPTY,
};

/** The passages of each document together, documents in the order of their names. */
export function byDocument(passages: readonly Passage[]): Passage[][] {
  const documents = new Map<string, Passage[]>();
  for (const passage of passages) {
    const others = documents.get(passage.document);
    if (others) others.push(passage);
    else documents.set(passage.document, [passage]);
  }
  return [...documents.values()];
}

function versionOf(hashes: ReadonlyMap<string, string>): string {
  const plain = [...hashes].map(([name, hash]) => [name, plainHash(hash)] as const);
  const sorted = plain.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}
