import { AsrWorkerEnv, readEnvironment } from '@parley/config';
import { createLogger, runService } from '@parley/telemetry';
import { startAsrWorker } from './start-asr-worker.js';

let logger = createLogger('asr-worker', 'info');

await runService(
  () => logger,
  async () => {
    const env = readEnvironment(AsrWorkerEnv);
    logger = createLogger('asr-worker', env.LOG_LEVEL);
    return startAsrWorker(env, logger);
  },
);
