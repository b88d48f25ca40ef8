import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger } from '@parley/telemetry';
import { expect, it } from 'vitest';
import { readDocument } from '../documents/reader.js';
import { Uploads } from '../documents/uploads.js';
import type { CorpusSnapshot } from './corpus-snapshot.js';
import { CorpusManager } from './corpus-manager.js';
import { RagMetrics } from '../telemetry/rag-metrics.js';
import { passageText } from '../passages/passage.js';
import { LanceStore } from '../store/lance-store.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

async function openLibrary() {
  const root = await temporaryFolder();
  const folder = join(root, 'documents');
  await mkdir(folder);
  const store = await LanceStore.open(join(root, 'index'));
  const uploads = await Uploads.open(join(root, 'handed-in'), readDocument);
  const logger = createLogger('rag-service', 'silent');
  return {
    folder,
    store,
    corpus: new CorpusManager(store, folder, uploads, new RagMetrics(), logger, readDocument),
  };
}

it('reads in once for all who ask while it is reading in', async () => {
  const { folder, corpus } = await openLibrary();
  await writeFile(join(folder, 'a.md'), '# A\n\nText.');
  const running = corpus.refresh();
  await Promise.resolve(); // it has begun
  const [second, third] = [corpus.refresh(), corpus.refresh()];
  expect(third).toBe(second);
  expect(await running).toMatchObject({ added: 1 });
  expect(await second).toMatchObject({ added: 0, unchanged: 1 });
  await writeFile(join(folder, 'b.md'), '# B\n\nText.');
  expect(await corpus.refresh()).toMatchObject({ added: 1, unchanged: 1 });
  expect(corpus.snapshot.documents).toBe(2);
});

it('reads nothing back from the store after a change, and keeps the version before for those who have it', async () => {
  const { folder, store, corpus } = await openLibrary();
  for (const name of ['a', 'b', 'c'])
    await writeFile(join(folder, `${name}.md`), `# ${name}\n\nFirst text.`);
  await corpus.refresh();
  const before = corpus.snapshot;
  const unexpected = () => Promise.reject<never>(new Error('nothing was to be read'));
  store.passages = unexpected;
  store.hashes = unexpected;
  await writeFile(join(folder, 'a.md'), '# a\n\nSecond text.');
  await rm(join(folder, 'b.md'));
  expect(await corpus.refresh()).toMatchObject({ changed: 1, removed: 1, unchanged: 1 });
  const texts = ({ index }: CorpusSnapshot) => index.passages.map((each) => passageText(each));
  expect(texts(corpus.snapshot)).toEqual(['Second text.', 'First text.']);
  expect(texts(before)).toEqual(['First text.', 'First text.', 'First text.']);
  expect(corpus.snapshot.version).not.toBe(before.version);
});

it('has the same version of the documents however it came to them', async () => {
  const [one, other] = [await openLibrary(), await openLibrary()];
  for (const { folder } of [one, other]) await writeFile(join(folder, 'a.md'), '# A\n\nText.');
  await writeFile(join(one.folder, 'b.md'), '# B\n\nText.');
  await one.corpus.refresh();
  await rm(join(one.folder, 'b.md'));
  await one.corpus.refresh();
  await other.corpus.refresh();
  await other.corpus.open();
  expect(one.corpus.snapshot.version).toBe(other.corpus.snapshot.version);
});
