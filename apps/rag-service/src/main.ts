import { RagServiceEnv, readEnvironment } from '@parley/config';
import { runService } from '@parley/telemetry';
import { startRagService } from './start-rag-service.js';

await runService('rag-service', () => readEnvironment(RagServiceEnv), startRagService);
