import { CodecWorkerEnv, readEnvironment } from '@parley/config';
import { runService } from '@parley/telemetry';
import { startCodecWorker } from './start-codec-worker.js';

await runService('codec-worker', () => readEnvironment(CodecWorkerEnv), startCodecWorker);
