import { byPlace, type Passage } from '../passages/passage.js';
import {
  checkDimensions,
  hashFrom,
  nameOf,
  type Changes,
  type DenseHit,
  type IndexChange,
  type PassageStore,
  type VectorSpace,
} from './passage-store.js';
import { QdrantCollection } from './qdrant-collection.js';
import { QdrantConnection, type QdrantAddress } from './qdrant-connection.js';
import type { StoredRow } from './qdrant-points.js';

/** Part of the collections' names: an index of another layout is made anew beside the old one. */
const LAYOUT = 'v1';
const ALIAS = 'parley';
const NAMES = `${ALIAS}-${LAYOUT}-`;
const HURRY = { pausesMs: [], answerWithinMs: 1_000 };

export interface QdrantOptions extends QdrantAddress {
  /** The model that makes the vectors, if there is one. */
  space?: VectorSpace | undefined;
}

/**
 * Passages in a Qdrant server. Each model has a collection of its own, and the alias `parley` stands for the one
 * that is answered from. Documents of another model's collection answer until the new one is whole; then the alias is switched.
 * Without a model the collection that is there goes on, vectors and all: the model may only be away for a while.
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
    const hurried = new QdrantConnection({ ...address, ...HURRY });
    const current = await currentOf(connection);
    const target =
      !space && current?.name.startsWith(NAMES)
        ? current
        : new QdrantCollection(connection, NAMES + (space ? nameOf(space) : 'words'));
    return new QdrantStore(connection, hurried, target, space);
  }

  async hashes(): Promise<Map<string, string>> {
    const current = await currentOf(this.connection);
    const hashes = (await current?.hashes()) ?? new Map<string, string>();
    if (!current || current.name === this.target.name) return hashes;
    return new Map([...hashes].map(([name, hash]) => [name, hashFrom(current.name, hash)]));
  }

  async passages(): Promise<Passage[]> {
    const current = await currentOf(this.connection);
    const passages: Passage[] = [];
    for await (const rows of current?.rows() ?? [])
      passages.push(...rows.map(({ passage }) => passage));
    return passages.sort(byPlace);
  }

  async apply(changes: Changes): Promise<void> {
    const current = await currentOf(this.connection);
    if (current?.name === this.target.name) await current.amend(this.checked(changes));
    else await this.replace(current, this.checked(changes));
  }

  async searchDense(vector: Float32Array, count: number): Promise<DenseHit[]> {
    if (!this.space) return [];
    checkDimensions([vector], this.space);
    const current = await currentOf(this.hurried);
    // the vectors of another model say nothing about this one's
    return current?.name === this.target.name ? current.nearest(vector, count) : [];
  }

  async close(): Promise<void> {}

  private async *checked(changes: Changes): AsyncGenerator<IndexChange> {
    for await (const change of changes) {
      for (const { vectors = [] } of change.written) checkDimensions(vectors, this.space);
      yield change;
    }
  }

  private async replace(
    current: QdrantCollection | undefined,
    changes: AsyncIterable<IndexChange>,
  ): Promise<void> {
    const { target } = this;
    await target.create(this.space);
    await target.fill(changes, (touched) => (current ? keptOf(current, touched) : []));
    const create_alias = { alias_name: ALIAS, collection_name: target.name };
    const actions = [
      ...(current ? [{ delete_alias: { alias_name: ALIAS } }] : []),
      { create_alias },
    ];
    await this.connection.run((client) => client.updateCollectionAliases({ actions }));
    await current?.drop();
  }
}

/** The collection that the alias stands for. */
async function currentOf(connection: QdrantConnection): Promise<QdrantCollection | undefined> {
  const { aliases } = await connection.run((client) => client.getAliases());
  const found = aliases.find(({ alias_name }) => alias_name === ALIAS);
  return found && new QdrantCollection(connection, found.collection_name);
}

/** Rows of another model's collection, but for those of some documents, and without their vectors. */
async function* keptOf(
  collection: QdrantCollection,
  without: ReadonlySet<string>,
): AsyncGenerator<StoredRow[]> {
  for await (const rows of collection.rows()) {
    const kept = rows.filter(({ passage }) => !without.has(passage.document));
    yield kept.map(({ passage, hash }) => ({ passage, hash: hashFrom(collection.name, hash) }));
  }
}
