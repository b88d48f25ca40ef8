import { GatewayEnv, readEnvironment } from '@parley/config';
import { createLogger, runService } from '@parley/telemetry';
import { startGateway } from './start-gateway.js';

let logger = createLogger('gateway', 'info');

await runService(
  () => logger,
  async () => {
    const env = readEnvironment(GatewayEnv);
    logger = createLogger('gateway', env.LOG_LEVEL);
    return startGateway(env, logger);
  },
);
