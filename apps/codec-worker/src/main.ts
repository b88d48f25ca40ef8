import { CodecWorkerEnv, readEnvironment } from '@parley/config';
import { createLogger, runService } from '@parley/telemetry';
import { startCodecWorker } from './start-codec-worker.js';

let logger = createLogger('codec-worker', 'info');

await runService(
  () => logger,
  async () => {
    const env = readEnvironment(CodecWorkerEnv);
    logger = createLogger('codec-worker', env.LOG_LEVEL);
    return startCodecWorker(env, logger);
  },
);
