import { Bus } from '@parley/bus';
import type { RagServiceEnv } from '@parley/config';
import { serveHealth, type Logger, type RunningService } from '@parley/telemetry';
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
  const store = await openStore(env);
  const bus = await connect(env, metrics);
  const uploads = await Uploads.open(`${env.CHROMA_PATH}-documents`);
  const library = new Library(store, env.DOCUMENTS_DIR, uploads, metrics, logger);
  const service = new RagService(bus, library, uploads, env, metrics, logger);
  const health = await serveHealthIfWanted(env, metrics, service);
  await service.start();
  return {
    close: async () => {
      await health?.close();
      await service.close();
      await bus.close();
      await store.close();
    },
  };
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
    notReadyBecause: () => service.notReadyBecause(),
  });
}
