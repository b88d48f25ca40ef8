import { WorkerRegistry } from '@parley/bus';
import type { LmWorkerEnv } from '@parley/config';
import type { Logger, RunningService } from '@parley/telemetry';
import { slotHealth, startWorker } from '@parley/worker';
import { createEngine } from './engines/create-engine.js';
import { LmHost } from './host/lm-host.js';
import { createLmMetrics } from './metrics.js';

/**
 * Starts an LM worker in this process.
 * @throws BusUnavailable without a NATS server, VoiceMissing without Flite.
 */
export function startLmWorker(env: LmWorkerEnv, logger: Logger): Promise<RunningService> {
  const metrics = createLmMetrics();
  let host: LmHost | undefined;
  const health = slotHealth(
    metrics.registry,
    () => host?.record,
    'The voice engine is being loaded.',
  );
  const options = { name: 'lm-worker', role: 'lm', env, logger, metrics, health } as const;
  return startWorker({ ...options, carriesFrames: true }, async ({ bus, workerId, keep }) => {
    const engine = keep(await createEngine(env, { bus, metrics, logger }));
    const registry = await WorkerRegistry.open(bus);
    const drainMs = env.DRAIN_SECONDS * 1_000;
    host = keep(await LmHost.start({ bus, registry, workerId, engine, drainMs, metrics, logger }));
    logger.info({ workerId, engine: engine.name, detail: engine.detail }, 'ready');
  });
}
