import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger } from '@parley/telemetry';
import { expect, it } from 'vitest';
import { Uploads } from './documents/uploads.js';
import { Library } from './library.js';
import { RagMetrics } from './metrics.js';
import { LanceStore } from './store/lance-store.js';
import { temporaryFolder } from './testing/temporary-folder.js';

async function openLibrary() {
  const root = await temporaryFolder();
  const folder = join(root, 'documents');
  await mkdir(folder);
  const store = await LanceStore.open(join(root, 'index'));
  const uploads = await Uploads.open(join(root, 'handed-in'));
  const logger = createLogger('rag-service', 'silent');
  return { folder, library: new Library(store, folder, uploads, new RagMetrics(), logger) };
}

it('reads in once for all who ask while it is reading in', async () => {
  const { folder, library } = await openLibrary();
  await writeFile(join(folder, 'a.md'), '# A\n\nText.');
  const running = library.refresh();
  await Promise.resolve(); // it has begun
  const [second, third] = [library.refresh(), library.refresh()];
  expect(third).toBe(second);
  expect(await running).toMatchObject({ added: 1 });
  expect(await second).toMatchObject({ added: 0, unchanged: 1 });
  await writeFile(join(folder, 'b.md'), '# B\n\nText.');
  expect(await library.refresh()).toMatchObject({ added: 1, unchanged: 1 });
  expect(library.knowledge.documents).toBe(2);
});
