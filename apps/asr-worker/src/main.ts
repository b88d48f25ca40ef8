import './disable-ort-telemetry.js';
import { AsrWorkerEnv, readEnvironment } from '@parley/config';
import { runService } from '@parley/telemetry';
import { startAsrWorker } from './start-asr-worker.js';

await runService('asr-worker', () => readEnvironment(AsrWorkerEnv), startAsrWorker);
