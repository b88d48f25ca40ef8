import type { CodecWorkerEnv } from '@parley/config';
import type { Logger, RunningService } from '@parley/telemetry';
import { slotHealth, startWorker } from '@parley/worker';
import { CodecPool } from './codec-pool.js';
import { CodecMetrics } from './metrics.js';

/**
 * Starts a codec worker in this process.
 * @throws BusUnavailable when no NATS server answers.
 */
export function startCodecWorker(env: CodecWorkerEnv, logger: Logger): Promise<RunningService> {
  const metrics = new CodecMetrics();
  let pool: CodecPool | undefined;
  const health = slotHealth(metrics.registry, () => pool?.record, 'The codec is being loaded.');
  const options = { name: 'codec-worker', role: 'codec', env, logger, metrics, health } as const;
  return startWorker({ ...options, carriesFrames: true }, async ({ bus, workerId, keep }) => {
    pool = keep(new CodecPool(bus, env, metrics, logger));
    await pool.start(workerId);
  });
}
