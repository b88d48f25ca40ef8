import { LmWorkerEnv, readEnvironment } from '@parley/config';
import { createLogger, runService } from '@parley/telemetry';
import { startLmWorker } from './lm-worker.js';

let logger = createLogger('lm-worker', 'info');

await runService(
  () => logger,
  async () => {
    const env = readEnvironment(LmWorkerEnv);
    logger = createLogger('lm-worker', env.LOG_LEVEL);
    return startLmWorker(env, logger);
  },
);
