import { Bus, warmUp, WorkerRegistry } from '@parley/bus';
import type { LmWorkerEnv } from '@parley/config';
import {
  createMetrics,
  healthOf,
  serveHealth,
  showSlots,
  type Logger,
  type RunningService,
} from '@parley/telemetry';
import { randomUUID } from 'node:crypto';
import { LmHost } from './host/lm-host.js';
import { createLmMetrics, type LmMetrics } from './metrics.js';
import { createEngine } from './engines/create-engine.js';

/** Notes a part that has to be closed, the latest first. */
type Keep = <T extends RunningService>(part: T) => T;

/**
 * Starts an LM worker in this process.
 * @throws BusUnavailable without a NATS server, VoiceMissing without Flite.
 */
export async function startLmWorker(env: LmWorkerEnv, logger: Logger): Promise<RunningService> {
  const opened: RunningService[] = [];
  const keep: Keep = (part) => {
    opened.unshift(part);
    return part;
  };
  const close = async () => {
    for (const part of opened) await part.close();
  };
  try {
    await open(env, logger, keep);
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(env: LmWorkerEnv, logger: Logger, keep: Keep): Promise<void> {
  const workerId = env.WORKER_ID ?? `lm-${randomUUID().slice(0, 8)}`;
  const registry = createMetrics('lm-worker');
  const metrics = createLmMetrics(registry);
  let host: LmHost | undefined = undefined;
  const record = () => host?.record;
  showSlots(registry, record);
  const health = () => healthOf(record(), 'The voice engine is being loaded.');
  if (env.HEALTH_PORT !== undefined)
    keep(await serveHealth({ port: env.HEALTH_PORT, metrics: registry, health }));
  const bus = keep(await connect(env, workerId, metrics, logger));
  await warmUp(bus);
  const engine = keep(await createEngine(env, { bus, metrics, logger }));
  const workers = await WorkerRegistry.open(bus);
  const drainMs = env.DRAIN_SECONDS * 1_000;
  host = keep(
    await LmHost.start({ bus, registry: workers, workerId, engine, drainMs, metrics, logger }),
  );
  logger.info({ workerId, engine: engine.name, detail: engine.detail }, 'ready');
}

function connect(env: LmWorkerEnv, name: string, metrics: LmMetrics, logger: Logger): Promise<Bus> {
  return Bus.connect({
    url: env.NATS_URL,
    name,
    user: env.NATS_USER,
    password: env.NATS_PASSWORD,
    onInvalid: (subject, problem) => {
      metrics.invalidMessages.inc();
      logger.warn({ subject, problem }, 'invalid message dropped');
    },
  });
}
