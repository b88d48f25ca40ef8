import { expect, it } from 'vitest';
import { startOllamaDouble } from '../testing/ollama-double.js';
import { describeEmbedder } from './embedder.contract.js';
import { EmbeddingFailed } from './embedder.js';
import { OllamaEmbedder } from './ollama-embedder.js';

const space = { model: 'nomic-embed-text', dimensions: 768 };

async function startDouble() {
  const double = await startOllamaDouble(() => []);
  double.models.push(space.model);
  return double;
}

const open = (baseUrl: string) => new OllamaEmbedder({ baseUrl, space, questionWithinMs: 60_000 });

describeEmbedder('a model at an Ollama server', async () => open((await startDouble()).baseUrl));

/** A server that has the model. */
const real = process.env['OLLAMA_TEST_URL'];
if (real) describeEmbedder('a model at a real Ollama server', async () => open(real));

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
