import type { RagServiceEnv } from '@parley/config';
import type { Health, Logger, RunningService } from '@parley/telemetry';
import { startWorker } from '@parley/worker';
import { AnswerPipeline } from './answer/answer-pipeline.js';
import { Answerers } from './answer/answerers.js';
import { Conversation } from './conversation/conversation.js';
import { IntentReader } from './conversation/intent-reader.js';
import { DenseSearch, type DenseState } from './embedding/dense-search.js';
import { EmbeddingFailed, type Embedder } from './embedding/embedder.js';
import { openEmbedder } from './embedding/open-embedder.js';
import { AuditLog } from './documents/audit-log.js';
import { ReadingPool } from './documents/reading/reading-pool.js';
import { Uploads } from './documents/uploads.js';
import { CorpusManager } from './corpus/corpus-manager.js';
import { RagMetrics } from './telemetry/rag-metrics.js';
import { RagService } from './rag-service.js';
import { openStore } from './store/open-store.js';

const LOADING: Health = { state: 'loading', detail: 'The document index is being opened.' };
const WORDS_ALONE = 'passages are found by words alone';

/**
 * Starts a rag-service in this process; resolves when the documents have been read in, or it is clear why they cannot be.
 * @throws BusUnavailable when no NATS server answers.
 * @throws StoreUnavailable when the index folder or the Qdrant server cannot be used.
 */
export function startRagService(env: RagServiceEnv, logger: Logger): Promise<RunningService> {
  const metrics = new RagMetrics();
  let service: RagService | undefined;
  const health = () => service?.health() ?? LOADING;
  const options = { name: 'rag-service', role: 'rag', env, logger, metrics, health } as const;
  return startWorker(options, async ({ bus, workerId, keep }) => {
    const embedder = await embedderIfAny(env, logger);
    const store = keep(await openStore(env, embedder?.space));
    const reading = keep(new ReadingPool());
    const uploads = await Uploads.open(`${env.CHROMA_PATH}-documents`, reading.read);
    const audit = new AuditLog(`${env.CHROMA_PATH}-audit.log`, logger);
    const onChange = (now: DenseState, before: DenseState) => {
      logDense(logger, now, embedder?.space.model);
      if (before.problem && !now.problem) corpus.embedDocuments();
      service?.announce();
    };
    const dense = embedder && new DenseSearch(embedder, store, { onChange });
    const corpus = keep(
      new CorpusManager(store, env.DOCUMENTS_DIR, uploads, metrics, logger, reading.read, dense),
    );
    if (dense) keep(dense);
    const answerers = keep(await Answerers.open(env, logger));
    const pipeline = createPipeline(env, { corpus, answerers, dense, metrics, logger });
    const isLocal = env.RAG_EMBED_MODEL_DIR !== undefined;
    const intents = keep(await IntentReader.open(isLocal ? embedder : undefined));
    const conversation = new Conversation({
      documents: pipeline,
      intents,
      serviceDesk: env.SERVICE_DESK,
      safetyReplies: env.SAFETY_REPLIES,
    });
    const answering = { corpus, conversation, answerers, dense };
    const parts = { bus, workerId, uploads, audit, ...answering, metrics, logger };
    service = keep(new RagService(parts));
    await service.start();
    // not awaited: words alone tell intents until then
    void intents.learnMeanings((err) => logger.warn({ err }, 'intents are told by words alone'));
  });
}

interface PipelineParts {
  corpus: CorpusManager;
  answerers: Answerers;
  dense: DenseSearch | undefined;
  metrics: RagMetrics;
  logger: Logger;
}

function createPipeline(
  env: RagServiceEnv,
  { corpus, answerers, dense, metrics, logger }: PipelineParts,
): AnswerPipeline {
  return new AnswerPipeline({
    snapshot: () => corpus.snapshot,
    answerers: () => answerers.current(),
    searchDense: dense && ((question) => dense.search(question)),
    topK: env.RAG_TOP_K,
    minScore: env.RAG_MIN_SCORE,
    serviceDesk: env.SERVICE_DESK,
    onFallback: (err) => {
      metrics.fallbacks.inc();
      logger.warn({ err }, 'language model gave no answer');
    },
  });
}

function logDense(logger: Logger, { ready, problem }: DenseState, model?: string): void {
  if (problem) logger.warn({ problem }, WORDS_ALONE);
  if (ready) logger.info({ model }, 'passages are found by meaning as well');
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
