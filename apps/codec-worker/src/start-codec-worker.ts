import { Bus } from '@parley/bus';
import type { CodecWorkerEnv } from '@parley/config';
import {
  healthOf,
  serveHealth,
  showSlots,
  type Logger,
  type RunningService,
} from '@parley/telemetry';
import { CodecPool } from './codec-pool.js';
import { CodecMetrics } from './metrics.js';

/**
 * Starts a codec worker in this process.
 * @throws BusUnavailable when no NATS server answers.
 */
export async function startCodecWorker(
  env: CodecWorkerEnv,
  logger: Logger,
): Promise<RunningService> {
  const metrics = new CodecMetrics();
  const bus = await connect(env, metrics);
  const pool = new CodecPool(bus, env, metrics, logger);
  showSlots(metrics.registry, () => pool.record);
  const health = await serveHealthIfWanted(env, metrics, pool);
  await pool.start();
  return {
    close: async () => {
      await pool.close();
      await bus.close();
      await health?.close();
    },
  };
}

function connect(env: CodecWorkerEnv, metrics: CodecMetrics): Promise<Bus> {
  return Bus.connect({
    url: env.NATS_URL,
    name: 'codec-worker',
    user: env.NATS_USER,
    password: env.NATS_PASSWORD,
    onInvalid: () => metrics.invalidMessages.inc(),
  });
}

async function serveHealthIfWanted(env: CodecWorkerEnv, metrics: CodecMetrics, pool: CodecPool) {
  if (env.HEALTH_PORT === undefined) return undefined;
  return serveHealth({
    port: env.HEALTH_PORT,
    metrics: metrics.registry,
    health: () => healthOf(pool.record, 'The codec is being loaded.'),
  });
}
