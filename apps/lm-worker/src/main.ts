import { LmWorkerEnv, readEnvironment } from '@parley/config';
import { runService } from '@parley/telemetry';
import { startLmWorker } from './start-lm-worker.js';

await runService('lm-worker', () => readEnvironment(LmWorkerEnv), startLmWorker);
