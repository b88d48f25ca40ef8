import { batchesOf } from '../concurrency/batches.js';
import type { CorpusSnapshot } from '../corpus/corpus-snapshot.js';
import { passageText, type Passage } from '../passages/passage.js';
import { embeddedHash, isEmbedded } from '../store/embedded-hash.js';
import type { IndexedDocument, PassageStore } from '../store/passage-store.js';
import type { Embedder } from './embedder.js';

/** Enough for the model to work in batches, few enough to lose little when it is cut off. */
const BATCH_PASSAGES = 64;

/**
 * Gives vectors to the documents of the store that have none, batch by batch, until all have some or `mayGoOn` says no.
 * What is stored answers all the while. Returns whether all have.
 * @param snapshot where the texts are taken from; a document of which it holds another version is left alone
 * @param bare hashes of the documents without vectors, as the store has them
 * @throws EmbeddingFailed; what was done before it stays.
 */
export async function embedDocuments(
  store: PassageStore,
  embedder: Embedder,
  { index, hashes }: CorpusSnapshot,
  bare: ReadonlyMap<string, string>,
  mayGoOn: () => boolean,
): Promise<boolean> {
  const missing = [...bare].filter(([name, hash]) => hash === hashes.get(name));
  const documents = missing.map(([name]) => index.passagesOf(name));
  for (const batch of batchesOf(documents, BATCH_PASSAGES, ({ length }) => length)) {
    const vectors = await vectorsOf(batch.flat().map(textOf), embedder, mayGoOn);
    if (!vectors) return false;
    const written = batch.map((document) => withVectors(document, bare, vectors));
    await store.apply([{ written, removed: [] }]);
  }
  return missing.length === bare.size;
}

/** A long document may take minutes, and is left for another time when it may not go on; then there are none. */
async function vectorsOf(
  texts: readonly string[],
  embedder: Embedder,
  mayGoOn: () => boolean,
): Promise<Float32Array[] | undefined> {
  const vectors: Float32Array[] = [];
  for (const batch of batchesOf(texts, BATCH_PASSAGES)) {
    if (!mayGoOn()) return undefined;
    vectors.push(...(await embedder.documents(batch)));
  }
  return vectors;
}

/** The hashes of the documents that have no vectors. */
export function bareOf(hashes: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...hashes].filter(([, hash]) => !isEmbedded(hash)));
}

/** Takes its vectors from the front of `vectors`. */
function withVectors(
  passages: Passage[],
  hashes: ReadonlyMap<string, string>,
  vectors: Float32Array[],
): IndexedDocument {
  const name = passages[0]?.document ?? '';
  const hash = embeddedHash(hashes.get(name) ?? '');
  return { name, hash, passages, vectors: vectors.splice(0, passages.length) };
}

function textOf(passage: Passage): string {
  return `${passage.title}\n${passageText(passage)}`;
}
