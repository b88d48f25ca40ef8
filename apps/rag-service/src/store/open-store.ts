import type { RagServiceEnv } from '@parley/config';
import { LanceStore } from './lance-store.js';
import type { PassageStore, VectorSpace } from './passage-store.js';
import { QdrantStore } from './qdrant-store.js';

type Settings = Pick<RagServiceEnv, 'RAG_STORE' | 'CHROMA_PATH' | 'QDRANT_URL' | 'QDRANT_API_KEY'>;

/**
 * The store that the environment names, with room for the vectors of a model, if there is one.
 * @throws StoreUnavailable
 */
export function openStore(env: Settings, space?: VectorSpace): Promise<PassageStore> {
  if (env.RAG_STORE === 'lance') return LanceStore.open(env.CHROMA_PATH, space);
  return QdrantStore.open({ url: env.QDRANT_URL, apiKey: env.QDRANT_API_KEY, space });
}
