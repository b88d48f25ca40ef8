import { batchesOf } from '../concurrency/batches.js';
import type { CorpusSnapshot } from '../corpus/corpus-snapshot.js';
import { passageText, type Passage } from '../passages/passage.js';
import { embeddedHash, isEmbedded } from '../store/embedded-hash.js';
import type { IndexedDocument, PassageStore } from '../store/passage-store.js';
import { sentencesOfPassage } from '../passages/passage-sentences.js';
import type { Embedder } from './embedder.js';
import { packVectors } from './packed-vectors.js';

/** Enough for the model to work in batches, few enough to lose little when it is cut off. */
const BATCH_PASSAGES = 16;

interface EmbeddedPassage {
  vector: Float32Array;
  /** Vectors of its sentences, packed. */
  sentences: Uint8Array;
}

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
    const embedded = await embeddedOf(batch.flat(), embedder, mayGoOn);
    if (!embedded) return false;
    const written = batch.map((document) => withVectors(document, bare, embedded));
    await store.apply([{ written, removed: [] }]);
  }
  return missing.length === bare.size;
}

/** A long document may take minutes, and is left for another time when it may not go on; then there are none. */
async function embeddedOf(
  passages: readonly Passage[],
  embedder: Embedder,
  mayGoOn: () => boolean,
): Promise<EmbeddedPassage[] | undefined> {
  const embedded: EmbeddedPassage[] = [];
  for (const batch of batchesOf(passages, BATCH_PASSAGES)) {
    if (!mayGoOn()) return undefined;
    embedded.push(...(await embedPassages(batch, embedder)));
  }
  return embedded;
}

/** @throws EmbeddingFailed */
async function embedPassages(
  passages: readonly Passage[],
  embedder: Embedder,
): Promise<EmbeddedPassage[]> {
  const sentences = passages.map(sentencesOfPassage);
  const vectors = await embedder.documents([...passages.map(textOf), ...sentences.flat()]);
  const ofSentences = vectors.splice(passages.length);
  return sentences.map((own, at) => ({
    vector: vectors[at] ?? new Float32Array(),
    sentences: packVectors(ofSentences.splice(0, own.length)),
  }));
}

/** The hashes of the documents that have no vectors. */
export function bareOf(hashes: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...hashes].filter(([, hash]) => !isEmbedded(hash)));
}

/** Takes its own from the front of `embedded`. */
function withVectors(
  passages: Passage[],
  hashes: ReadonlyMap<string, string>,
  embedded: EmbeddedPassage[],
): IndexedDocument {
  const name = passages[0]?.document ?? '';
  const hash = embeddedHash(hashes.get(name) ?? '');
  const own = embedded.splice(0, passages.length);
  const vectors = own.map(({ vector }) => vector);
  return { name, hash, passages, vectors, sentences: own.map(({ sentences }) => sentences) };
}

function textOf(passage: Passage): string {
  return `${passage.title}\n${passageText(passage)}`;
}
