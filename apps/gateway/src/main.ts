import { GatewayEnv, readEnvironment } from '@parley/config';
import { runService } from '@parley/telemetry';
import { startGateway } from './start-gateway.js';

await runService('gateway', () => readEnvironment(GatewayEnv), startGateway);
