import type { RagServiceEnv } from '@parley/config';
import type { Embedder } from './embedder.js';
import { OllamaEmbedder } from './ollama-embedder.js';
import { OnnxEmbedder } from './onnx-embedder.js';

type Settings = Pick<
  RagServiceEnv,
  'RAG_EMBED_MODEL_DIR' | 'OLLAMA_BASE_URL' | 'OLLAMA_EMBED_MODEL' | 'OLLAMA_EMBED_DIMENSIONS'
>;

/**
 * The model in a folder, if one is named, else the one at Ollama; undefined where there is neither.
 * @throws EmbeddingFailed when the folder's model cannot be used.
 */
export async function openEmbedder(env: Settings): Promise<Embedder | undefined> {
  if (env.RAG_EMBED_MODEL_DIR) return OnnxEmbedder.open(env.RAG_EMBED_MODEL_DIR);
  if (!env.OLLAMA_BASE_URL) return undefined;
  const space = { model: env.OLLAMA_EMBED_MODEL, dimensions: env.OLLAMA_EMBED_DIMENSIONS };
  return new OllamaEmbedder({ baseUrl: env.OLLAMA_BASE_URL, space });
}
