import type { Schemas } from '@qdrant/js-client-rest';
import { batchesOf } from '../concurrency/batches.js';
import {
  namesIn,
  type DenseHit,
  type IndexChange,
  type IndexedDocument,
  type VectorSpace,
} from './passage-store.js';
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
  nearOf,
  pointOf,
  pointsOf,
  SENTENCES,
  rowOf,
  type Point,
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

  /** Makes it anew; what an earlier attempt has left goes away. It is of no use before {@link fill}. */
  async create(space: VectorSpace | undefined): Promise<void> {
    await this.drop();
    const vectors = space
      ? { [DENSE]: { size: space.dimensions, distance: 'Cosine' as const } }
      : {};
    await this.run((client) => client.createCollection(this.name, { vectors }));
    for (const [field_name, field_schema] of Object.entries(INDEXES))
      await this.run((client) =>
        client.createPayloadIndex(this.name, { field_name, field_schema, wait: true }),
      );
  }

  /** Writes its first generation: the changes, and what `others` gives, which is told the names that those were about. */
  async fill(
    changes: AsyncIterable<IndexChange>,
    others: (touched: ReadonlySet<string>) => AsyncIterable<StoredRow[]> | [],
  ): Promise<void> {
    const touched = new Set<string>();
    for await (const change of changes) {
      await this.insert(change.written, 0);
      for (const name of namesIn(change)) touched.add(name);
    }
    for await (const rows of others(touched)) await this.upsert(rows.map((row) => pointOf(row, 0)));
    await this.setGeneration(0);
  }

  async drop(): Promise<void> {
    await this.run((client) => client.deleteCollection(this.name));
  }

  /** Until the generation is set, readers see nothing of it. */
  async amend(changes: AsyncIterable<IndexChange>): Promise<void> {
    const generation = await this.generation();
    const next = generation + 1;
    await this.clearUnfinished(generation);
    for await (const change of changes) {
      await this.insert(change.written, next);
      await this.end(namesIn(change), generation);
    }
    await this.setGeneration(next);
    await this.delete(endedBy(next));
  }

  /** What counts, some hundred rows at a time. */
  async *rows(): AsyncGenerator<StoredRow[]> {
    for await (const payloads of this.payloads(true)) yield payloads.map(rowOf);
  }

  /** By name of the document. */
  async hashes(): Promise<Map<string, string>> {
    const hashes = new Map<string, string>();
    for await (const payloads of this.payloads(Object.keys(Hash.shape)))
      for (const payload of payloads) {
        const { document, hash } = Hash.parse(payload);
        hashes.set(document, hash);
      }
    return hashes;
  }

  async nearest(vector: Float32Array, limit: number): Promise<DenseHit[]> {
    const filter = countingIn(await this.generation());
    const { points } = await this.run((client) =>
      client.query(this.name, {
        query: Array.from(vector),
        using: DENSE,
        filter,
        limit,
        with_payload: ['id', SENTENCES],
      }),
    );
    return points.map(({ payload, score }) => nearOf(payload, score));
  }

  /** The fields of all points that count, or all of their fields. */
  private async *payloads(with_payload: true | string[]): AsyncGenerator<unknown[]> {
    const filter = countingIn(await this.generation());
    let offset: Schemas['ScrollRequest']['offset'];
    do {
      const request = { filter, limit: ROWS_AT_ONCE, with_payload, offset: offset ?? null };
      const page = await this.run((client) => client.scroll(this.name, request));
      yield page.points.map(({ payload }) => payload);
      offset = page.next_page_offset;
    } while (offset);
  }

  private async insert(documents: readonly IndexedDocument[], since: number): Promise<void> {
    await this.upsert(documents.flatMap((document) => pointsOf(document, since)));
  }

  private async upsert(all: readonly Point[]): Promise<void> {
    for (const points of batchesOf(all, POINTS_AT_ONCE))
      await this.run((client) => client.upsert(this.name, { points, wait: true }));
  }

  /** Marks what counts of these documents as ending with a generation. */
  private async end(names: readonly string[], generation: number): Promise<void> {
    const { must, must_not } = countingIn(generation);
    const payload = { until: generation + 1 };
    for (const batch of batchesOf(names, NAMES_AT_ONCE)) {
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
