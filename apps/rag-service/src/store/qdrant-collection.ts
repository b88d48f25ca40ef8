import type { Schemas } from '@qdrant/js-client-rest';
import type { DenseHit, IndexChange, IndexedDocument, VectorSpace } from './passage-store.js';
import type { QdrantConnection } from './qdrant-connection.js';
import {
  begunAfter,
  countingIn,
  DENSE,
  endedBy,
  endingAfter,
  Generation,
  GENERATION_POINT,
  Hash,
  isOf,
  pointsOf,
  rowOf,
  type StoredRow,
} from './qdrant-points.js';

/** With vectors of a thousand numbers, some megabytes. */
const POINTS_AT_ONCE = 256;
const NAMES_AT_ONCE = 500;
const ROWS_AT_ONCE = 1_000;
const INDEXES = { document: 'keyword', since: 'integer', until: 'integer' } as const;

/** One collection in Qdrant; see `qdrant-points.ts` for how a change is made as a whole. */
export class QdrantCollection {
  constructor(
    private readonly connection: QdrantConnection,
    readonly name: string,
  ) {}

  /** Makes it anew with these documents; what an earlier attempt has left goes away. */
  async create(
    space: VectorSpace | undefined,
    documents: readonly IndexedDocument[],
  ): Promise<void> {
    await this.drop();
    const vectors = space
      ? { [DENSE]: { size: space.dimensions, distance: 'Cosine' as const } }
      : {};
    await this.run((client) => client.createCollection(this.name, { vectors }));
    for (const [field_name, field_schema] of Object.entries(INDEXES))
      await this.run((client) =>
        client.createPayloadIndex(this.name, { field_name, field_schema, wait: true }),
      );
    await this.insert(documents, 0);
    await this.setGeneration(0);
  }

  async drop(): Promise<void> {
    await this.run((client) => client.deleteCollection(this.name));
  }

  /** Until the generation is set, readers see nothing of it. */
  async amend({ written, removed }: IndexChange): Promise<void> {
    const generation = await this.generation();
    const next = generation + 1;
    await this.clearUnfinished(generation);
    await this.insert(written, next);
    await this.end([...written.map(({ name }) => name), ...removed], generation);
    await this.setGeneration(next);
    await this.delete(endedBy(next));
  }

  async rows(): Promise<StoredRow[]> {
    return (await this.payloads(true)).map(rowOf);
  }

  /** By name of the document. */
  async hashes(): Promise<Map<string, string>> {
    const payloads = await this.payloads(Object.keys(Hash.shape));
    const rows = payloads.map((payload) => Hash.parse(payload));
    return new Map(rows.map(({ document, hash }) => [document, hash]));
  }

  async nearest(vector: Float32Array, limit: number): Promise<DenseHit[]> {
    const filter = countingIn(await this.generation());
    const { points } = await this.run((client) =>
      client.query(this.name, {
        query: Array.from(vector),
        using: DENSE,
        filter,
        limit,
        with_payload: ['id'],
      }),
    );
    return points.map(({ payload, score }) => ({ id: String(payload?.['id']), similarity: score }));
  }

  /** The fields of all points that count, or all of their fields. */
  private async payloads(with_payload: true | string[]): Promise<unknown[]> {
    const filter = countingIn(await this.generation());
    const payloads: unknown[] = [];
    let offset: Schemas['ScrollRequest']['offset'];
    do {
      const request = { filter, limit: ROWS_AT_ONCE, with_payload, offset: offset ?? null };
      const page = await this.run((client) => client.scroll(this.name, request));
      payloads.push(...page.points.map(({ payload }) => payload));
      offset = page.next_page_offset as typeof offset;
    } while (offset);
    return payloads;
  }

  private async insert(documents: readonly IndexedDocument[], since: number): Promise<void> {
    const points = documents.flatMap((document) => pointsOf(document, since));
    for (const batch of batches(points, POINTS_AT_ONCE))
      await this.run((client) => client.upsert(this.name, { points: batch, wait: true }));
  }

  /** Marks what counts of these documents as ending with a generation. */
  private async end(names: readonly string[], generation: number): Promise<void> {
    const { must, must_not } = countingIn(generation);
    const payload = { until: generation + 1 };
    for (const batch of batches(names, NAMES_AT_ONCE)) {
      const filter = { must: [...must, isOf(batch)], must_not };
      await this.run((client) => client.setPayload(this.name, { payload, filter, wait: true }));
    }
  }

  /** What an earlier change has done that was never finished. */
  private async clearUnfinished(generation: number): Promise<void> {
    await this.delete(begunAfter(generation));
    await this.delete(endedBy(generation));
    const filter = endingAfter(generation);
    await this.run((client) =>
      client.deletePayload(this.name, { keys: ['until'], filter, wait: true }),
    );
  }

  private async delete(filter: Schemas['Filter']): Promise<void> {
    await this.run((client) => client.delete(this.name, { filter, wait: true }));
  }

  private async generation(): Promise<number> {
    const points = await this.run((client) =>
      client.retrieve(this.name, { ids: [GENERATION_POINT], with_payload: true }),
    );
    return Generation.parse(points[0]?.payload).generation;
  }

  private async setGeneration(generation: number): Promise<void> {
    const points = [{ id: GENERATION_POINT, vector: {}, payload: { generation } }];
    await this.run((client) => client.upsert(this.name, { points, wait: true }));
  }

  private run: QdrantConnection['run'] = (operation) => this.connection.run(operation);
}

function* batches<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}
