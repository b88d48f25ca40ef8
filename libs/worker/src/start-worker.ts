import { randomUUID } from 'node:crypto';
import { warmUp, type Bus } from '@parley/bus';
import type { WorkerRecord, WorkerRole } from '@parley/protocol';
import {
  healthOf,
  serveHealth,
  showSlots,
  type Counter,
  type Health,
  type Logger,
  type Registry,
  type RunningService,
} from '@parley/telemetry';
import { connectBus, type BusEnv } from './connect-bus.js';
import { Parts } from './parts.js';

export interface WorkerEnv extends BusEnv {
  WORKER_ID?: string | undefined;
  HEALTH_PORT?: number | undefined;
}

export interface WorkerOptions {
  /** Of the program, and of its connection to the bus: `asr-worker`. */
  name: string;
  role: WorkerRole;
  env: WorkerEnv;
  logger: Logger;
  metrics: { registry: Registry; invalidMessages: Counter };
  /** Asked by probes from the first moment on. */
  health(): Health;
  /** Audio frames pass through it: it sends some to itself first, so that V8 has compiled their way. */
  carriesFrames?: boolean;
}

/** What a worker is built from, once it is connected. */
export interface WorkerContext {
  bus: Bus;
  workerId: string;
  /** Notes a part that is closed when the worker stops, the latest first. */
  keep<T extends RunningService>(part: T): T;
}

/**
 * Starts a worker in this process: health endpoint, bus, warm-up, then what `open` builds. Resolves when that is ready.
 * What was opened is closed in the reverse order, also when the start fails half-way.
 * @throws BusUnavailable when no NATS server answers, and whatever `open` throws.
 */
export async function startWorker(
  options: WorkerOptions,
  open: (context: WorkerContext) => Promise<void>,
): Promise<RunningService> {
  const parts = new Parts();
  try {
    await openParts(options, parts, open);
    return parts;
  } catch (error) {
    await parts.close();
    throw error;
  }
}

async function openParts(
  { name, role, env, logger, metrics, health, carriesFrames = false }: WorkerOptions,
  parts: Parts,
  open: (context: WorkerContext) => Promise<void>,
): Promise<void> {
  const { HEALTH_PORT: port } = env;
  if (port !== undefined)
    parts.keep(await serveHealth({ port, metrics: metrics.registry, health }));
  const { invalidMessages } = metrics;
  const bus = parts.keep(await connectBus(name, env, { logger, invalidMessages }));
  if (carriesFrames) await warmUp(bus);
  const workerId = env.WORKER_ID ?? `${role}-${randomUUID().slice(0, 8)}`;
  await open({ bus, workerId, keep: (part) => parts.keep(part) });
}

/**
 * Health and gauges of a worker with slots, from what it tells the registry.
 * @param loading what it does while there is no record yet, in a sentence
 */
export function slotHealth(
  registry: Registry,
  record: () => WorkerRecord | undefined,
  loading: string,
): () => Health {
  showSlots(registry, record);
  return () => healthOf(record(), loading);
}
