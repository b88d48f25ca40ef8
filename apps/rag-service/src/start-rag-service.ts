import { Bus } from '@parley/bus';
import type { RagServiceEnv } from '@parley/config';
import { serveHealth, type Logger, type RunningService } from '@parley/telemetry';
import { DenseSearch } from './embedding/dense-search.js';
import { EmbeddingFailed, type Embedder } from './embedding/embedder.js';
import { openEmbedder } from './embedding/open-embedder.js';
import { Uploads } from './documents/uploads.js';
import { CorpusManager } from './corpus/corpus-manager.js';
import { RagMetrics } from './telemetry/rag-metrics.js';
import { RagService } from './rag-service.js';
import { openStore } from './store/open-store.js';

const WORDS_ALONE = 'passages are found by words alone';

/**
 * Starts a rag-service in this process; resolves when the documents have been read in, or it is clear why they cannot be.
 * @throws BusUnavailable when no NATS server answers.
 * @throws StoreUnavailable when the index folder or the Qdrant server cannot be used.
 */
export async function startRagService(env: RagServiceEnv, logger: Logger): Promise<RunningService> {
  const metrics = new RagMetrics();
  const embedder = await embedderIfAny(env, logger);
  const store = await openStore(env, embedder?.space);
  const bus = await connect(env, metrics);
  const uploads = await Uploads.open(`${env.CHROMA_PATH}-documents`);
  const dense =
    embedder &&
    new DenseSearch(embedder, store, {
      onChange: ({ ready, problem }, before) => {
        if (problem) logger.warn({ problem }, WORDS_ALONE);
        if (ready)
          logger.info({ model: embedder.space.model }, 'passages are found by meaning as well');
        if (before.problem && !problem) corpus.embedDocuments();
        service.announce();
      },
    });
  const corpus = new CorpusManager(store, env.DOCUMENTS_DIR, uploads, metrics, logger, dense);
  const service = new RagService(bus, corpus, uploads, env, metrics, logger, dense);
  const health = await serveHealthIfWanted(env, metrics, service);
  await service.start();
  return {
    close: async () => {
      await service.close();
      await bus.close();
      await dense?.close();
      await corpus.close();
      await store.close();
      await health?.close();
    },
  };
}

/** A model that cannot be used takes nothing away from answers by words. */
async function embedderIfAny(env: RagServiceEnv, logger: Logger): Promise<Embedder | undefined> {
  try {
    return await openEmbedder(env);
  } catch (error) {
    if (!(error instanceof EmbeddingFailed)) throw error;
    logger.warn({ problem: error.message }, WORDS_ALONE);
    return undefined;
  }
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
