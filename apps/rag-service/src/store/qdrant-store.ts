import type { Passage } from '../passages/passage.js';
import {
  checkDimensions,
  hashFrom,
  nameOf,
  type DenseHit,
  type IndexChange,
  type IndexedDocument,
  type PassageStore,
  type VectorSpace,
} from './passage-store.js';
import { QdrantCollection } from './qdrant-collection.js';
import { QdrantConnection, type QdrantAddress } from './qdrant-connection.js';
import { byPlace } from './stored-passage.js';

/** Part of the collections' names: an index of another layout is made anew beside the old one. */
const LAYOUT = 'v1';
const ALIAS = 'parley';
const HURRY = { pausesMs: [], answerWithinMs: 1_000 };

export interface QdrantOptions extends QdrantAddress {
  /** The model that makes the vectors, if there is one. */
  space?: VectorSpace | undefined;
}

/**
 * Passages in a Qdrant server. Each model has a collection of its own, and the alias `parley` stands for the one
 * that is answered from. Documents of another model's collection answer until the new one is whole; then the alias is switched.
 * There may be one writer for a server: two would undo each other's changes.
 */
export class QdrantStore implements PassageStore {
  private constructor(
    private readonly connection: QdrantConnection,
    /** For questions: nobody waits for a server that is away. */
    private readonly hurried: QdrantConnection,
    private readonly target: QdrantCollection,
    private readonly space: VectorSpace | undefined,
  ) {}

  /** @throws StoreUnavailable when the server cannot be used. */
  static async open({ space, ...address }: QdrantOptions): Promise<QdrantStore> {
    const connection = new QdrantConnection(address);
    const name = `${ALIAS}-${LAYOUT}-${space ? nameOf(space) : 'words'}`;
    const hurried = new QdrantConnection({ ...address, ...HURRY });
    const target = new QdrantCollection(connection, name);
    const store = new QdrantStore(connection, hurried, target, space);
    await store.current();
    return store;
  }

  async hashes(): Promise<Map<string, string>> {
    const current = await this.current();
    const hashes = (await current?.hashes()) ?? new Map<string, string>();
    if (!current || current.name === this.target.name) return hashes;
    return new Map([...hashes].map(([name, hash]) => [name, hashFrom(current.name, hash)]));
  }

  async passages(): Promise<Passage[]> {
    const rows = (await (await this.current())?.rows()) ?? [];
    return rows.map(({ passage }) => passage).sort(byPlace);
  }

  async apply(change: IndexChange): Promise<void> {
    for (const { vectors = [] } of change.written) checkDimensions(vectors, this.space);
    const current = await this.current();
    if (current?.name === this.target.name) await current.amend(change);
    else await this.replace(current, change);
  }

  async searchDense(vector: Float32Array, count: number): Promise<DenseHit[]> {
    if (!this.space) return [];
    checkDimensions([vector], this.space);
    const current = await this.current(this.hurried);
    // the vectors of another model say nothing about this one's
    return current?.name === this.target.name ? current.nearest(vector, count) : [];
  }

  async close(): Promise<void> {}

  /** The collection that the alias stands for. */
  private async current(connection = this.connection): Promise<QdrantCollection | undefined> {
    const { aliases } = await connection.run((client) => client.getAliases());
    const found = aliases.find(({ alias_name }) => alias_name === ALIAS);
    return found && new QdrantCollection(connection, found.collection_name);
  }

  private async replace(
    current: QdrantCollection | undefined,
    { written, removed }: IndexChange,
  ): Promise<void> {
    const touched = new Set([...written.map(({ name }) => name), ...removed]);
    const before = current ? await documentsOf(current) : [];
    const kept = before.filter(({ name }) => !touched.has(name));
    await this.target.create(this.space, [...kept, ...written]);
    const create_alias = { alias_name: ALIAS, collection_name: this.target.name };
    const actions = [
      ...(current ? [{ delete_alias: { alias_name: ALIAS } }] : []),
      { create_alias },
    ];
    await this.connection.run((client) => client.updateCollectionAliases({ actions }));
    await current?.drop();
  }
}

/** Without their vectors: those are another model's. */
async function documentsOf(collection: QdrantCollection): Promise<IndexedDocument[]> {
  const documents = new Map<string, IndexedDocument>();
  for (const { passage, hash: old } of await collection.rows()) {
    const name = passage.document;
    const hash = hashFrom(collection.name, old);
    const document = documents.get(name) ?? { name, hash, passages: [] };
    documents.set(name, document);
    document.passages.push(passage);
  }
  return [...documents.values()];
}
