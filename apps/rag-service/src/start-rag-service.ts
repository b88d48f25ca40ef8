import { Bus } from '@parley/bus';
import type { RagServiceEnv } from '@parley/config';
import { serveHealth, type Logger, type RunningService } from '@parley/telemetry';
import { DenseSearch } from './embed/dense-search.js';
import { OllamaEmbedder } from './embed/ollama-embedder.js';
import { Uploads } from './documents/uploads.js';
import { Library } from './library.js';
import { RagMetrics } from './metrics.js';
import { RagService } from './rag-service.js';
import { openStore } from './store/open-store.js';

/**
 * Starts a rag-service in this process; resolves when the documents have been read in, or it is clear why they cannot be.
 * @throws BusUnavailable when no NATS server answers.
 * @throws StoreUnavailable when the index folder or the Qdrant server cannot be used.
 */
export async function startRagService(env: RagServiceEnv, logger: Logger): Promise<RunningService> {
  const metrics = new RagMetrics();
  const embedder = embedderOf(env);
  const store = await openStore(env, embedder?.space);
  const bus = await connect(env, metrics);
  const uploads = await Uploads.open(`${env.CHROMA_PATH}-documents`);
  const dense =
    embedder &&
    new DenseSearch(embedder, store, {
      onChange: (problem) => {
        if (problem) return logger.warn({ problem }, 'passages are found by words alone');
        logger.info({ model: env.OLLAMA_EMBED_MODEL }, 'passages are found by meaning as well');
        library.embedDocuments();
      },
    });
  const library = new Library(store, env.DOCUMENTS_DIR, uploads, metrics, logger, dense);
  const searchDense = dense && ((question: string) => dense.search(question));
  const service = new RagService(bus, library, uploads, env, metrics, logger, searchDense);
  const health = await serveHealthIfWanted(env, metrics, service);
  await service.start();
  return {
    close: async () => {
      await service.close();
      await bus.close();
      embedder?.close();
      await library.close();
      await store.close();
      await health?.close();
    },
  };
}

function embedderOf(env: RagServiceEnv): OllamaEmbedder | undefined {
  if (!env.OLLAMA_BASE_URL) return undefined;
  const space = { model: env.OLLAMA_EMBED_MODEL, dimensions: env.OLLAMA_EMBED_DIMENSIONS };
  return new OllamaEmbedder({ baseUrl: env.OLLAMA_BASE_URL, space });
}

function connect(env: RagServiceEnv, metrics: RagMetrics): Promise<Bus> {
  return Bus.connect({
    url: env.NATS_URL,
    name: 'rag-service',
    user: env.NATS_USER,
    password: env.NATS_PASSWORD,
    onInvalid: () => metrics.invalidMessages.inc(),
  });
}

async function serveHealthIfWanted(env: RagServiceEnv, metrics: RagMetrics, service: RagService) {
  if (env.HEALTH_PORT === undefined) return undefined;
  return serveHealth({
    port: env.HEALTH_PORT,
    metrics: metrics.registry,
    health: () => service.health(),
  });
}
