import { mkdir } from 'node:fs/promises';
import { connect, type Connection, type Table } from '@lancedb/lancedb';
import { Field, Int32, Schema, Utf8 } from 'apache-arrow';
import { z } from 'zod';
import { passageText, type Passage } from '../passages/passage.js';
import { StoreUnavailable, type IndexChange, type PassageStore } from './passage-store.js';

/** A table of another layout gets another name, so that an old index is left alone and not misread. */
const TABLE = 'passages_v1';
const OLD_VERSIONS_KEPT_MS = 60 * 60 * 1_000;

const SCHEMA = new Schema([
  new Field('id', new Utf8(), false),
  new Field('document', new Utf8(), false),
  new Field('hash', new Utf8(), false),
  new Field('title', new Utf8(), false),
  new Field('position', new Int32(), false),
  new Field('text', new Utf8(), false),
  /** JSON of the passage's blocks. */
  new Field('blocks', new Utf8(), false),
]);

const heading = z.array(z.string());
const items = z.array(z.string());
const Blocks = z.array(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('paragraph'), heading, text: z.string() }),
    z.object({ kind: z.literal('list'), heading, items }),
    z.object({ kind: z.literal('steps'), heading, items }),
    z.object({ kind: z.literal('table'), heading, header: items, rows: z.array(items) }),
  ]),
);
const Row = z.object({
  id: z.string(),
  document: z.string(),
  title: z.string(),
  position: z.number(),
  blocks: z.string(),
});

/** Passages in an embedded LanceDB folder. Every change is one commit of the table, so a crash leaves the old version. */
export class LanceStore implements PassageStore {
  private constructor(
    private readonly database: Connection,
    private readonly table: Table,
  ) {}

  /** @throws StoreUnavailable when the folder cannot be created or holds something else. */
  static async open(folder: string): Promise<LanceStore> {
    try {
      // LanceDB alone would try for seconds
      await mkdir(folder, { recursive: true });
      const database = await connect(folder);
      const table = await database.createEmptyTable(TABLE, SCHEMA, { existOk: true });
      return new LanceStore(database, table);
    } catch (cause) {
      throw new StoreUnavailable(
        `The document index in ${folder} cannot be opened. Check that the folder may be written to, or set CHROMA_PATH to an empty one.`,
        { cause },
      );
    }
  }

  async hashes(): Promise<Map<string, string>> {
    const rows: { document: string; hash: string }[] = await this.table
      .query()
      .select(['document', 'hash'])
      .toArray();
    return new Map(rows.map(({ document, hash }) => [document, hash]));
  }

  async apply({ written, removed }: IndexChange): Promise<void> {
    const touched = isOneOf([...written.map(({ name }) => name), ...removed]);
    const rows = written.flatMap(({ hash, passages }) => passages.map((each) => toRow(each, hash)));
    if (rows.length === 0) await this.table.delete(touched);
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
    const rows: unknown[] = await this.table.query().select(Object.keys(Row.shape)).toArray();
    return rows
      .map(toPassage)
      .sort((a, b) => compare(a.document, b.document) || a.position - b.position);
  }

  async close(): Promise<void> {
    this.table.close();
    this.database.close();
  }
}

function toRow({ id, document, title, position, blocks }: Passage, hash: string) {
  const text = passageText({ blocks });
  return { id, document, hash, title, position, text, blocks: JSON.stringify(blocks) };
}

function toPassage(row: unknown): Passage {
  const { blocks, ...rest } = Row.parse(row);
  return { ...rest, blocks: Blocks.parse(JSON.parse(blocks)) };
}

function isOneOf(names: readonly string[]): string {
  return `document IN (${names.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ')})`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
