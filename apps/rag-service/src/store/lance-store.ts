import { mkdir } from 'node:fs/promises';
import { connect, type Connection, type Table } from '@lancedb/lancedb';
import { Field, FixedSizeList, Float32, Int32, Schema, Utf8 } from 'apache-arrow';
import { z } from 'zod';
import { inTurns } from '../in-turns.js';
import { passageText, type Passage } from '../passages/passage.js';
import {
  checkDimensions,
  hashFrom,
  nameOf,
  StoreUnavailable,
  type DenseHit,
  type IndexChange,
  type IndexedDocument,
  type PassageStore,
  type VectorSpace,
} from './passage-store.js';
import { byPlace, StoredBlocks } from './stored-passage.js';

/** A table of another layout gets another name, so that an old index is left alone and not misread. */
const TABLE = 'passages_v1';
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
const Near = z.object({ id: z.string(), _distance: z.number() });

/** Passages in an embedded LanceDB folder. Every change is one commit of the table, so a crash leaves the old version. */
export class LanceStore implements PassageStore {
  private constructor(
    private readonly database: Connection,
    private readonly table: Table,
    /** Of another model; answers until the table of this one has been filled. */
    private older: Table | undefined,
    private readonly space: VectorSpace | undefined,
  ) {}

  /**
   * Each model has a table of its own.
   * @throws StoreUnavailable when the folder cannot be created or holds something else.
   */
  static async open(folder: string, space?: VectorSpace): Promise<LanceStore> {
    try {
      // LanceDB alone would try for seconds
      await mkdir(folder, { recursive: true });
      const database = await connect(folder);
      const options = { existOk: true };
      const table = await database.createEmptyTable(tableOf(space), schemaOf(space), options);
      const older = (await table.countRows()) > 0 ? undefined : await olderTable(database, table);
      return new LanceStore(database, table, older, space);
    } catch (cause) {
      throw new StoreUnavailable(
        `The document index in ${folder} cannot be opened. Check that the folder may be written to, or set CHROMA_PATH to an empty one.`,
        { cause },
      );
    }
  }

  async hashes(): Promise<Map<string, string>> {
    const rows: { document: string; hash: string }[] = await this.answering
      .query()
      .select(['document', 'hash'])
      .toArray();
    const name = this.older?.name;
    const current = (hash: string) => (name === undefined ? hash : hashFrom(name, hash));
    return new Map(rows.map(({ document, hash }) => [document, current(hash)]));
  }

  async apply({ written, removed }: IndexChange): Promise<void> {
    for (const { vectors = [] } of written) checkDimensions(vectors, this.space);
    const touched = isOneOf([...written.map(({ name }) => name), ...removed]);
    const rows = written.flatMap((document) => this.rowsOf(document));
    if (this.older) await this.replace(this.older, touched, rows);
    else if (rows.length === 0) await this.table.delete(touched);
    else
      await this.table
        .mergeInsert('id')
        .whenMatchedUpdateAll()
        .whenNotMatchedInsertAll()
        .whenNotMatchedBySourceDelete({ where: touched })
        .execute(rows);
    await this.table.optimize({ cleanupOlderThan: new Date(Date.now() - OLD_VERSIONS_KEPT_MS) });
  }

  async passages(): Promise<Passage[]> {
    const rows: unknown[] = await this.answering.query().select(Object.keys(Row.shape)).toArray();
    const passages: Passage[] = [];
    await inTurns(rows, (row) => passages.push(toPassage(row)));
    return passages.sort(byPlace);
  }

  async searchDense(vector: Float32Array, count: number): Promise<DenseHit[]> {
    if (!this.space) return [];
    checkDimensions([vector], this.space);
    if (this.older) return [];
    const rows: unknown[] = await this.table
      .vectorSearch(vector)
      .distanceType('cosine')
      .select(Object.keys(Near.shape))
      .limit(count)
      .toArray();
    return rows.map((row) => {
      const { id, _distance } = Near.parse(row);
      return { id, similarity: 1 - _distance };
    });
  }

  async close(): Promise<void> {
    this.older?.close();
    this.table.close();
    this.database.close();
  }

  private get answering(): Table {
    return this.older ?? this.table;
  }

  /** Fills the new table in one commit with what was written, and the rest of the older one without vectors. */
  private async replace(older: Table, touched: string, rows: LanceRow[]): Promise<void> {
    const fields = FIELDS.map(({ name }) => name);
    const rest: LanceRow[] = await older.query().where(`NOT (${touched})`).select(fields).toArray();
    const kept = rest.map((row) => ({ ...row, hash: hashFrom(older.name, String(row['hash'])) }));
    const all = [...kept.map((row) => this.withVector(row, undefined)), ...rows];
    if (all.length > 0) await this.table.add(all);
    this.older = undefined;
    await this.database.dropTable(older.name);
  }

  private rowsOf({ hash, passages, vectors }: IndexedDocument): LanceRow[] {
    return passages.map(({ id, document, title, position, blocks }, at) => {
      const text = passageText({ blocks });
      const row = { id, document, hash, title, position, text, blocks: JSON.stringify(blocks) };
      return this.withVector(row, vectors?.[at]);
    });
  }

  private withVector(row: LanceRow, vector: Float32Array | undefined): LanceRow {
    return this.space ? { ...row, vector: vector ?? null } : row;
  }
}

type LanceRow = Record<string, unknown>;

/** Another model's table that holds something. Empty ones are left over from a change of model, and go. */
async function olderTable(database: Connection, { name }: Table): Promise<Table | undefined> {
  for (const other of await database.tableNames()) {
    if (!other.startsWith(TABLE) || other === name) continue;
    const table = await database.openTable(other);
    if ((await table.countRows()) > 0) return table;
    table.close();
    await database.dropTable(other);
  }
  return undefined;
}

function tableOf(space: VectorSpace | undefined): string {
  return space ? `${TABLE}-${nameOf(space)}` : TABLE;
}

function schemaOf(space: VectorSpace | undefined): Schema {
  if (!space) return new Schema(FIELDS);
  const numbers = new FixedSizeList(space.dimensions, new Field('item', new Float32(), true));
  return new Schema([...FIELDS, new Field('vector', numbers, true)]);
}

function toPassage(row: unknown): Passage {
  const { blocks, ...rest } = Row.parse(row);
  return { ...rest, blocks: StoredBlocks.parse(JSON.parse(blocks)) };
}

function isOneOf(names: readonly string[]): string {
  return `document IN (${names.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ')})`;
}
