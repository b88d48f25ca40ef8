import { mkdir } from 'node:fs/promises';
import { connect, type Connection, type Table } from '@lancedb/lancedb';
import { Binary, Field, FixedSizeList, Float32, Int32, Schema, Utf8 } from 'apache-arrow';
import { z } from 'zod';
import { batchesOf } from '../concurrency/batches.js';
import { cooperatively } from '../concurrency/cooperatively.js';
import { byPlace, passageText, type Passage } from '../passages/passage.js';
import {
  checkDimensions,
  hashFrom,
  nameOf,
  namesIn,
  StoreUnavailable,
  type Changes,
  type DenseHit,
  type IndexChange,
  type IndexedDocument,
  type PassageStore,
  type VectorSpace,
} from './passage-store.js';
import { StoredBlocks } from './stored-passage.js';

/** A table of another layout gets another name, so that an old index is left alone and not misread. */
const TABLE = 'passages_v2';
/** Set on the version of the table up to which all changes are whole. */
const WHOLE = 'whole';
const VECTOR = 'vector';
const SENTENCES = 'sentences';
const NAMES_AT_ONCE = 500;
/** Every change leaves one or two; a search looks into each. */
const MOST_FRAGMENTS = 64;
const OLD_VERSIONS_KEPT_MS = 60 * 60 * 1_000;

const FIELDS = [
  new Field('id', new Utf8(), false),
  new Field('document', new Utf8(), false),
  new Field('hash', new Utf8(), false),
  new Field('title', new Utf8(), false),
  new Field('position', new Int32(), false),
  new Field('text', new Utf8(), false),
  /** JSON of the passage's blocks. */
  new Field('blocks', new Utf8(), false),
];

const Row = z.object({
  id: z.string(),
  document: z.string(),
  title: z.string(),
  position: z.number(),
  blocks: z.string(),
});
const Hash = Row.pick({ document: true }).extend({ hash: z.string() });
const Near = z.object({
  id: z.string(),
  _distance: z.number(),
  [SENTENCES]: z.instanceof(Uint8Array).nullish(),
});

/**
 * Passages in an embedded LanceDB folder. A change is many commits of the table; only then a tag is set on the newest one.
 * Readers look at what is tagged, and what a crash has left beyond it is taken back before the next change.
 */
export class LanceStore implements PassageStore {
  private constructor(
    private readonly database: Connection,
    private readonly writer: Table,
    /** The same table as it was when it was last tagged. */
    private readonly reader: Table,
    /** Of another model; answers until the table of this one has been filled. */
    private older: Table | undefined,
    private readonly space: VectorSpace | undefined,
    private readonly hasVectors: boolean,
  ) {}

  /**
   * Each model has a table of its own. Without a model the one that is there goes on, vectors and all: the model may only be
   * away for a while.
   * @throws StoreUnavailable when the folder cannot be created or holds something else.
   */
  static async open(folder: string, space?: VectorSpace): Promise<LanceStore> {
    try {
      // LanceDB alone would try for seconds
      await mkdir(folder, { recursive: true });
      const database = await connect(folder);
      const found = space ? undefined : await filledTable(database);
      const name = found?.name ?? tableOf(space);
      const writer = found
        ? await database.openTable(name)
        : await database.createEmptyTable(name, schemaOf(space), { existOk: true });
      const reader = found ?? (await openWhole(database, name));
      const older = (await reader.countRows()) > 0 ? undefined : await filledTable(database, name);
      const hasVectors = (await writer.schema()).fields.some((field) => field.name === VECTOR);
      return new LanceStore(database, writer, reader, older, space, hasVectors);
    } catch (cause) {
      throw new StoreUnavailable(
        `The document index in ${folder} cannot be opened. Check that the folder may be written to, or set CHROMA_PATH to an empty one.`,
        { cause },
      );
    }
  }

  async hashes(): Promise<Map<string, string>> {
    const name = this.older?.name;
    const current = (hash: string) => (name === undefined ? hash : hashFrom(name, hash));
    const hashes = new Map<string, string>();
    for await (const rows of rowsIn(this.answering, ['document', 'hash']))
      for (const row of rows) {
        const { document, hash } = Hash.parse(row);
        hashes.set(document, current(hash));
      }
    return hashes;
  }

  async apply(changes: Changes): Promise<void> {
    await this.takeBack();
    const touched = new Set<string>();
    for await (const change of changes) {
      await this.write(change);
      for (const name of namesIn(change)) touched.add(name);
    }
    if (touched.size === 0) return;
    if (this.older) await this.takeOver(this.older, touched);
    await this.makeWhole();
    // the change is there, even when there is no room to put files in order
    await this.tidy().catch(() => undefined);
  }

  async passages(): Promise<Passage[]> {
    const passages: Passage[] = [];
    for await (const rows of rowsIn(this.answering, Object.keys(Row.shape)))
      await cooperatively(rows, (row) => passages.push(toPassage(row)));
    return passages.sort(byPlace);
  }

  async searchDense(vector: Float32Array, count: number): Promise<DenseHit[]> {
    if (!this.space) return [];
    checkDimensions([vector], this.space);
    if (this.older) return [];
    const rows: unknown[] = await this.reader
      .vectorSearch(vector)
      .distanceType('cosine')
      .select(Object.keys(Near.shape))
      .limit(count)
      .toArray();
    return rows.map((row) => {
      const { id, _distance, sentences } = Near.parse(row);
      return { id, similarity: 1 - _distance, ...(sentences && { sentences }) };
    });
  }

  async close(): Promise<void> {
    this.older?.close();
    this.reader.close();
    this.writer.close();
    this.database.close();
  }

  private get answering(): Table {
    return this.older ?? this.reader;
  }

  private async write(change: IndexChange): Promise<void> {
    for (const { vectors = [] } of change.written) checkDimensions(vectors, this.space);
    for (const names of batchesOf(namesIn(change), NAMES_AT_ONCE))
      await this.writer.delete(isOneOf(names));
    const rows = change.written.flatMap((document) => this.rowsOf(document));
    if (rows.length > 0) await this.writer.add(rows);
  }

  /** What a change has written that was not finished. */
  private async takeBack(): Promise<void> {
    if ((await this.writer.version()) === (await this.reader.version())) return;
    await this.writer.checkout(WHOLE);
    await this.writer.restore();
    await this.makeWhole();
  }

  /** From here on readers see what has been written. */
  private async makeWhole(): Promise<void> {
    await (await this.writer.tags()).update(WHOLE, await this.writer.version());
    await this.reader.checkout(WHOLE);
  }

  /** Few large files instead of many small ones, no versions of yesterday, and no table of another model. */
  private async tidy(): Promise<void> {
    await this.dropOlder();
    const { fragmentStats } = await this.writer.stats();
    if (fragmentStats.numFragments <= MOST_FRAGMENTS) return;
    await this.writer.optimize({ cleanupOlderThan: new Date(Date.now() - OLD_VERSIONS_KEPT_MS) });
    await this.makeWhole();
  }

  /** Adds what was not touched from another model's table, without vectors. */
  private async takeOver(older: Table, touched: ReadonlySet<string>): Promise<void> {
    const fields = FIELDS.map(({ name }) => name);
    for await (const rows of rowsIn(older, fields)) {
      const kept = rows
        .filter(({ document }) => !touched.has(String(document)))
        .map((row) => ({ ...row, hash: hashFrom(older.name, String(row['hash'])) }))
        .map((row) => this.withVector(row));
      if (kept.length > 0) await this.writer.add(kept);
    }
  }

  private async dropOlder(): Promise<void> {
    const { older } = this;
    this.older = undefined;
    if (older) await this.database.dropTable(older.name);
  }

  private rowsOf({ hash, passages, vectors, sentences }: IndexedDocument): LanceRow[] {
    return passages.map(({ id, document, title, position, blocks }, at) => {
      const text = passageText({ blocks });
      const row = { id, document, hash, title, position, text, blocks: JSON.stringify(blocks) };
      return this.withVector(row, vectors?.[at], sentences?.[at]);
    });
  }

  private withVector(row: LanceRow, vector?: Float32Array, sentences?: Uint8Array): LanceRow {
    if (!this.hasVectors) return row;
    return { ...row, [VECTOR]: vector ?? null, [SENTENCES]: sentences ?? null };
  }
}

type LanceRow = Record<string, unknown>;

/** The table as it was when it was last tagged; one of an earlier release has no tag and is whole. */
async function openWhole(database: Connection, name: string): Promise<Table> {
  const table = await database.openTable(name);
  const tags = await table.tags();
  if (!(WHOLE in (await tags.list()))) await tags.create(WHOLE, await table.version());
  await table.checkout(WHOLE);
  return table;
}

/** A table that holds something, but for the current one. Empty ones are left over from a change of model, and go. */
async function filledTable(database: Connection, current?: string): Promise<Table | undefined> {
  for (const name of await database.tableNames()) {
    if (!name.startsWith(TABLE) || name === current) continue;
    const table = await openWhole(database, name);
    if ((await table.countRows()) > 0) return table;
    table.close();
    await database.dropTable(name);
  }
  return undefined;
}

/** Some hundred rows at a time, so that they need not all be in memory. */
async function* rowsIn(table: Table, fields: string[]): AsyncGenerator<LanceRow[]> {
  for await (const batch of table.query().select(fields))
    yield batch.toArray().map((row) => row.toJSON());
}

function tableOf(space: VectorSpace | undefined): string {
  return space ? `${TABLE}-${nameOf(space)}` : TABLE;
}

function schemaOf(space: VectorSpace | undefined): Schema {
  if (!space) return new Schema(FIELDS);
  const numbers = new FixedSizeList(space.dimensions, new Field('item', new Float32(), true));
  const sentences = new Field(SENTENCES, new Binary(), true);
  return new Schema([...FIELDS, new Field(VECTOR, numbers, true), sentences]);
}

function toPassage(row: unknown): Passage {
  const { blocks, ...rest } = Row.parse(row);
  return { ...rest, blocks: StoredBlocks.parse(JSON.parse(blocks)) };
}

function isOneOf(names: readonly string[]): string {
  return `document IN (${names.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ')})`;
}
