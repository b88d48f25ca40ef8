import { RagServiceEnv, readEnvironment } from '@parley/config';
import { createLogger, runService } from '@parley/telemetry';
import { startRagService } from './start-rag-service.js';

let logger = createLogger('rag-service', 'info');

await runService(
  () => logger,
  async () => {
    const env = readEnvironment(RagServiceEnv);
    logger = createLogger('rag-service', env.LOG_LEVEL);
    return startRagService(env, logger);
  },
);
