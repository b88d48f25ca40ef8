import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { DocumentsUnavailable } from '../documents/folder.js';
import { LanceStore } from '../store/lance-store.js';
import type { Changes, PassageStore } from '../store/passage-store.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { ingest, type IngestReport } from './ingest.js';

let folder: string;
let store: PassageStore;

beforeEach(async () => {
  folder = await temporaryFolder();
  store = await LanceStore.open(await temporaryFolder());
  await writeFile(join(folder, 'a.md'), '# A\n\nFirst text.');
  await writeFile(join(folder, 'b.md'), '# B\n\nSecond text.');
});

const texts = async () =>
  (await store.passages()).map(({ title, blocks }) => [title, JSON.stringify(blocks[0])]);
async function ingested(): Promise<IngestReport> {
  const known = await store.hashes();
  return (await ingest({ sources: [{ folder, prefix: '' }], store, known })).report;
}
const counts = { added: 0, changed: 0, removed: 0, unchanged: 0, skipped: [] };

it('reads new documents in and leaves unchanged ones alone', async () => {
  expect(await ingested()).toEqual({ ...counts, added: 2 });
  const before = await texts();
  store.apply = () => Promise.reject(new Error('nothing was to be written'));
  expect(await ingested()).toEqual({ ...counts, unchanged: 2 });
  expect(await texts()).toEqual(before);
});

it('replaces what changed and forgets what is gone', async () => {
  await ingested();
  await writeFile(join(folder, 'a.md'), '# A\n\nNew text.');
  await rm(join(folder, 'b.md'));
  await writeFile(join(folder, 'c.md'), '# C\n\nThird text.');
  expect(await ingested()).toEqual({
    ...counts,
    added: 1,
    changed: 1,
    removed: 1,
  });
  expect((await texts()).map(([title]) => title)).toEqual(['A', 'C']);
  expect((await texts())[0]?.[1]).toContain('New text.');
});

it('takes fewer passages of a changed document away, and the last document too', async () => {
  const long = Array.from({ length: 4 }, (_, at) => `## S${at}\n\n${'word '.repeat(200)}`).join(
    '\n\n',
  );
  await writeFile(join(folder, 'a.md'), `# A\n\n${long}`);
  await ingested();
  await writeFile(join(folder, 'a.md'), '# A\n\nShort.');
  await ingested();
  expect(await texts()).toHaveLength(2);
  await rm(join(folder, 'a.md'));
  await rm(join(folder, 'b.md'));
  expect(await ingested()).toEqual({ ...counts, removed: 2 });
  expect(await texts()).toEqual([]);
});

it('names files that cannot be read and goes on with the rest', async () => {
  await writeFile(join(folder, 'broken.md'), Uint8Array.of(0xff, 0xfe, 0));
  await writeFile(join(folder, "o'neill.md"), '# Quoted\n\nText.');
  await writeFile(join(folder, 'empty.md'), '');
  const report = await ingested();
  expect(report.added).toBe(3);
  expect(report.skipped).toEqual([
    { name: 'broken.md', reason: 'is not text' },
    { name: 'empty.md', reason: 'is empty' },
  ]);
});

it.each([
  ['broken', Uint8Array.of(0xff, 0xfe, 0), 'is not text'],
  ['empty', '', 'is empty'],
])('keeps the last good version of a document that is %s now', async (_, bytes, reason) => {
  await ingested();
  await writeFile(join(folder, 'a.md'), bytes);
  const report = await ingested();
  expect(report).toMatchObject({ changed: 0, removed: 0, unchanged: 1 });
  expect(report.skipped).toEqual([
    { name: 'a.md', reason: `${reason}; the version before answers on` },
  ]);
  expect((await texts())[0]?.[1]).toContain('First text.');
  await rm(join(folder, 'a.md'));
  expect(await ingested()).toMatchObject({ removed: 1, skipped: [] });
});

it('counts files of kinds that it does not read, by their endings', async () => {
  for (const name of ['a.png', 'b.PNG', 'c.key', 'README'])
    await writeFile(join(folder, name), 'text');
  expect((await ingested()).skipped).toEqual([
    { name: '1 file without an ending', reason: 'is of a kind that cannot be read' },
    { name: '2 files .png', reason: 'are of a kind that cannot be read' },
    { name: '1 file .key', reason: 'is of a kind that cannot be read' },
  ]);
});

it('leaves the store alone when the folder is missing', async () => {
  await ingested();
  await rm(folder, { recursive: true });
  await expect(ingested()).rejects.toThrow(DocumentsUnavailable);
  expect(await texts()).toHaveLength(2);
});

it('changes the store in one step', async () => {
  const steps: Changes[] = [];
  const apply = store.apply.bind(store);
  store.apply = (changes) => {
    steps.push(changes);
    return apply(changes);
  };
  await ingested();
  await writeFile(join(folder, 'a.md'), '# A\n\nNew text.');
  await rm(join(folder, 'b.md'));
  await ingested();
  expect(steps).toHaveLength(2);
});

it('takes one of two files that would have the same name: what was handed in', async () => {
  const handedIn = await temporaryFolder();
  await mkdir(join(folder, 'handed-in'));
  await writeFile(join(folder, 'handed-in/c.md'), '# Of the folder\n\nText.');
  await writeFile(join(handedIn, 'c.md'), '# Handed in\n\nText.');
  const sources = [
    { folder, prefix: '' },
    { folder: handedIn, prefix: 'handed-in/' },
  ];
  const { report } = await ingest({ sources, store, known: await store.hashes() });
  expect(report.added).toBe(3);
  expect((await texts()).map(([title]) => title)).toEqual(['A', 'B', 'Handed in']);
});
