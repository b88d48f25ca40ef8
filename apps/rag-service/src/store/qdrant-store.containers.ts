import { readFileSync } from 'node:fs';
import { QdrantClient } from '@qdrant/js-client-rest';
import { GenericContainer, Wait, type StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describePassageStore, documentOf, SPACE, vector } from './passage-store.contract.js';
import { QdrantStore } from './qdrant-store.js';

const API_KEY = 'test';
const COMPOSE = new URL('../../../../docker-compose.yml', import.meta.url);
const image = /image: (qdrant\/qdrant:\S+)/.exec(readFileSync(COMPOSE, 'utf8'))?.[1] ?? '';

let container: StartedTestContainer;
let url: string;
beforeAll(async () => {
  container = await new GenericContainer(image)
    .withExposedPorts(6333)
    .withEnvironment({ QDRANT__SERVICE__API_KEY: API_KEY })
    .withWaitStrategy(Wait.forHttp('/readyz', 6333))
    .start();
  url = `http://${container.getHost()}:${container.getMappedPort(6333)}`;
});
afterAll(() => container?.stop());

const client = () => new QdrantClient({ url, apiKey: API_KEY, checkCompatibility: false });

async function emptied(): Promise<string> {
  const { collections } = await client().getCollections();
  for (const { name } of collections) await client().deleteCollection(name);
  return url;
}

describePassageStore(
  'QdrantStore',
  (place, space) => QdrantStore.open({ url: place, apiKey: API_KEY, space }),
  emptied,
);

it('a real server refuses what its stand-in refuses', async () => {
  await emptied();
  const store = await QdrantStore.open({ url, apiKey: API_KEY, space: SPACE });
  await store.apply([{ written: [documentOf('a', '1', ['x'], [vector(1, 0, 0)])], removed: [] }]);
  const upsert = (vectors: Record<string, number[]>) =>
    client().upsert('parley', { points: [{ id: 1, vector: vectors, payload: {} }], wait: true });
  await expect(upsert({ dense: [1, 2] })).rejects.toMatchObject({ status: 400 });
  await expect(upsert({ other: [1, 2, 3] })).rejects.toMatchObject({ status: 400 });
  await expect(client().scroll('unknown')).rejects.toMatchObject({ status: 404 });
  await expect(client().createCollection('parley-v1-test-model-1-3', {})).rejects.toMatchObject({
    status: 409,
  });
  expect(await client().deleteCollection('unknown')).toBe(false);
  await expect(QdrantStore.open({ url })).rejects.toThrow('does not accept the API key');
});
