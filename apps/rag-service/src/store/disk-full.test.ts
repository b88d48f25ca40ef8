import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Bus, startNatsServer, type NatsServer } from '@parley/bus';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isDiskFull } from './disk-full.js';
import { ask } from '../testing/ask.js';
import { startServiceProcess } from '../testing/service-process.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

let nats: NatsServer;
let bus: Bus;
beforeAll(async () => {
  nats = await startNatsServer();
  bus = await Bus.connect({ url: nats.url, name: 'test' });
});
afterAll(async () => {
  await bus?.close();
  await nats?.close();
});

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

it('says that the disk is full, and goes on answering from what it has', async () => {
  const root = await temporaryFolder();
  const [index, folder] = [join(root, 'index'), join(root, 'documents')];
  await mkdir(folder);
  await writeFile(join(folder, 'fax.md'), '# Fax\n\nA fax costs 4 pence.');
  const env = { NATS_URL: nats.url, CHROMA_PATH: index, DOCUMENTS_DIR: folder };
  const { documents } = await startServiceProcess(bus, env, { largestFileKb: 100 });
  await documents.refresh(20_000);

  await writeFile(join(folder, 'fax.md'), '# Fax\n\nA fax costs 9 pence.');
  const long = Array.from({ length: 20_000 }, (_, at) => `Word${at}`).join(' ');
  await writeFile(join(folder, 'long.md'), `# Long\n\n${long}`);
  await expect(documents.refresh(20_000)).rejects.toThrow(
    /^The disk of the document index is full\. Answers come from the documents as they were/,
  );
  await expect(documents.send('more.md', bytesOf(long))).rejects.toThrow(
    'could not be stored, for the disk of the service is full',
  );
  expect((await documents.listAll()).map(({ name }) => name)).toEqual(['fax.md']);
  // the small change may have been stored before the disk was full, or not: each is whole
  const [answer] = await ask(bus, 'What does a fax cost?');
  expect(answer).toMatchObject({ text: expect.stringMatching(/^A fax costs [49] pence\.$/) });
});

it.each([
  [Object.assign(new Error('write'), { code: 'ENOSPC' }), true],
  [new Error('store', { cause: new Error('IO error: No space left on device') }), true],
  [new Error('LanceError(IO): Disk quota exceeded (os error 122)'), true],
  [new Error('os error 271'), false],
  ['no space left', false],
])('tells a full disk from another failure: %s', (error, full) => {
  expect(isDiskFull(error)).toBe(full);
});
