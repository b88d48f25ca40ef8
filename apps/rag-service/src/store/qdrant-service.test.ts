import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Bus, DocumentsClient, startNatsServer, type NatsServer } from '@parley/bus';
import { RagServiceEnv, readEnvironment } from '@parley/config';
import { createLogger } from '@parley/telemetry';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { startRagService } from '../start-rag-service.js';
import { ask } from '../testing/ask.js';
import { QdrantDouble } from '../testing/qdrant-double.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

let nats: NatsServer;
let bus: Bus;
let qdrant: QdrantDouble;
let folder: string;

beforeAll(async () => {
  nats = await startNatsServer();
  bus = await Bus.connect({ url: nats.url, name: 'test' });
});
afterAll(async () => {
  await bus?.close();
  await nats?.close();
});
beforeEach(async () => {
  qdrant = await QdrantDouble.start();
  folder = await temporaryFolder();
  await writeFile(join(folder, 'fax.md'), '# Fax\n\nA fax costs 4 pence.');
});

async function start() {
  const env = readEnvironment(RagServiceEnv, {
    NATS_URL: nats.url,
    WORKER_ID: 'rag-1',
    RAG_STORE: 'qdrant',
    QDRANT_URL: qdrant.url,
    CHROMA_PATH: join(await temporaryFolder(), 'index'),
    DOCUMENTS_DIR: folder,
  });
  const service = await startRagService(env, createLogger('rag-service', 'silent'));
  onTestFinished(() => service.close());
  return service;
}

const price = async () => (await ask(bus, 'What does a fax cost?'))[0];
const documents = () => new DocumentsClient(bus, 'rag-1');

it('answers from what is in Qdrant, and reads in only what has changed', async () => {
  await (await start()).close();
  const before = qdrant.requests.length;
  await start();
  expect(await price()).toMatchObject({ text: 'A fax costs 4 pence.' });
  const again = qdrant.requests.slice(before);
  expect(again.filter((request) => request.startsWith('PUT'))).toEqual([]);
});

it('goes on answering while Qdrant is away, and says what is the matter', async () => {
  await start();
  await writeFile(join(folder, 'fax.md'), '# Fax\n\nA fax costs 9 pence.');
  qdrant.requestsLeft = 0;
  await expect(documents().refresh(20_000)).rejects.toThrow(/^Qdrant at .* does not answer\./);
  expect(await price()).toMatchObject({ text: 'A fax costs 4 pence.' });
  qdrant.requestsLeft = Infinity;
  await documents().refresh(20_000);
  expect(await price()).toMatchObject({ text: 'A fax costs 9 pence.' });
});

it('does not start without Qdrant, in a sentence', async () => {
  qdrant.apiKey = 'secret';
  await expect(start()).rejects.toMatchObject({
    message: expect.stringContaining('does not accept the API key'),
    plain: true,
  });
});
