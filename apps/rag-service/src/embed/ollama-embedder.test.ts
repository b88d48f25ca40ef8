import { describe, expect, it } from 'vitest';
import { startOllamaDouble } from '../testing/ollama-double.js';
import { EmbeddingFailed } from './embedder.js';
import { OllamaEmbedder } from './ollama-embedder.js';

const space = { model: 'nomic-embed-text', dimensions: 768 };

async function startDouble() {
  const double = await startOllamaDouble(() => []);
  double.models.push(space.model);
  return double;
}

/** The double always, and a real server with the model where `OLLAMA_TEST_URL` names one. */
const real = process.env.OLLAMA_TEST_URL;
const servers: [string, () => Promise<string>][] = [
  ['the double', async () => (await startDouble()).baseUrl],
  ...(real ? [['a real Ollama', async () => real] as [string, () => Promise<string>]] : []),
];

describe.each(servers)('%s', (_, open) => {
  it('makes one vector for each text, nearer for what means the same', async () => {
    const embedder = new OllamaEmbedder({
      baseUrl: await open(),
      space,
      questionWithinMs: 60_000,
    });
    const [rental, canteen] = await embedder.documents([
      'You can hire an automobile at the counter.',
      'The canteen serves soup at noon.',
    ]);
    const question = await embedder.question('Where do I rent a car?');
    expect(question).toHaveLength(768);
    expect(cosine(question, rental)).toBeGreaterThan(cosine(question, canteen));
  });
});

it('says to the model what a text is for', async () => {
  const double = await startDouble();
  const embedder = new OllamaEmbedder({ baseUrl: double.baseUrl, space });
  await embedder.documents(['one', 'two']);
  await embedder.question('three');
  expect(double.embedded).toEqual([
    ['search_document: one', 'search_document: two'],
    ['search_query: three'],
  ]);
});

it.each([
  ['a model that is not there', { ...space, model: 'bge-m3' }, /ollama pull bge-m3/],
  ['vectors of another length', { ...space, dimensions: 384 }, /OLLAMA_EMBED_DIMENSIONS=768/],
])('says what to do about %s', async (_, other, advice) => {
  const { baseUrl, models } = await startDouble();
  expect(models).toContain(space.model);
  const embedder = new OllamaEmbedder({ baseUrl, space: other });
  const failing = embedder.question('three');
  await expect(failing).rejects.toThrow(EmbeddingFailed);
  await expect(failing).rejects.toThrow(advice);
});

it('says when there is no server', async () => {
  const embedder = new OllamaEmbedder({ baseUrl: 'http://127.0.0.1:9', space });
  await expect(embedder.question('three')).rejects.toThrow(
    'Ollama makes no vectors at http://127.0.0.1:9.',
  );
});

function cosine(a: Float32Array, b: Float32Array | undefined): number {
  const dot = (x: Float32Array, y: Float32Array) =>
    x.reduce((sum, each, at) => sum + each * (y[at] ?? 0), 0);
  return b ? dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)) : 0;
}
