import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bus, startNatsServer, WorkerRegistry } from '@parley/bus';
import { SERVICES, type ServiceLayout } from '../stack/layout.js';
import { servicePlan } from '../stack/plans.js';
import { ProcessGroup } from '../stack/process-group.js';

export type WorkerName = 'asr-worker' | 'lm-worker';

/** Workers on a NATS server that nobody else uses. */
export interface PrivateWorkers {
  readonly bus: Bus;
  /** Its id, for claims. */
  idOf(name: WorkerName): string;
  pidOf(name: WorkerName): number;
  /** What it runs, in a few words. */
  detailOf(name: WorkerName): string;
  close(): Promise<void>;
}

export interface PrivateWorkersOptions {
  names: readonly WorkerName[];
  /** By worker, on top of the environment of this program. */
  env: Partial<Record<WorkerName, NodeJS.ProcessEnv>>;
  /** Told of the bus before the workers are launched. */
  onBus(bus: Bus): void;
}

type Cleanup = () => Promise<void>;

const SUFFIX = 'bench';

/**
 * Starts these workers, each as a process of its own, and resolves when all can take sessions.
 * @throws CliError with the reason when one does not start.
 */
export async function startPrivateWorkers(options: PrivateWorkersOptions): Promise<PrivateWorkers> {
  const cleanups: Cleanup[] = [];
  const close = async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  };
  try {
    const logDir = await mkdtemp(join(tmpdir(), 'parley-bench-'));
    cleanups.push(() => rm(logDir, { recursive: true, force: true }));
    const nats = await startNatsServer();
    cleanups.push(() => nats.close());
    const bus = await Bus.connect({ url: nats.url, name: 'parley-bench' });
    cleanups.push(() => bus.close());
    options.onBus(bus);
    const registry = await WorkerRegistry.open(bus);
    await registry.follow();
    const group = new ProcessGroup(() => undefined);
    cleanups.push(() => group.stop());
    await launch(group, registry, { ...options, natsUrl: nats.url, logDir });
    return { bus, close, ...lookups(group, registry) };
  } catch (error) {
    await close();
    throw error;
  }
}

async function launch(
  group: ProcessGroup,
  registry: WorkerRegistry,
  { names, env, natsUrl, logDir }: PrivateWorkersOptions & { natsUrl: string; logDir: string },
): Promise<void> {
  const shared = { NATS_URL: natsUrl, NATS_USER: '', NATS_PASSWORD: '', HEALTH_PORT: '' };
  const plans = names.map((name) => {
    const setting = { logDir, suffix: SUFFIX, url: '' };
    return servicePlan(layoutOf(name), registry, {
      ...setting,
      env: { ...process.env, ...shared, ...env[name] },
    });
  });
  await Promise.all(plans.map((plan) => group.start(plan)));
}

function lookups(group: ProcessGroup, registry: WorkerRegistry) {
  const idOf = (name: WorkerName) => `${name}-${SUFFIX}`;
  return {
    idOf,
    pidOf: (name: WorkerName) => group.pids[name] ?? 0,
    detailOf: (name: WorkerName) => {
      const { role = 'asr' } = layoutOf(name);
      return registry.workers(role).find(({ id }) => id === idOf(name))?.detail ?? '';
    },
  };
}

function layoutOf(name: WorkerName): ServiceLayout {
  const role = name === 'asr-worker' ? 'asr' : 'lm';
  return SERVICES.find((service) => service.name === name) ?? { name, role };
}
