import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Bus, startNatsServer, WorkerRegistry } from '@parley/bus';
import { servicePlan } from '../stack/plans.js';
import { SupervisedProcess } from '../stack/supervised-process.js';

export interface ThrowAwayService {
  readonly bus: Bus;
  /** Address of its NATS server. */
  readonly url: string;
  /** Process of the service. */
  readonly pid: number;
  /** What it has read in, in a few words. */
  readonly detail: string;
  close(): Promise<void>;
}

type Cleanup = () => Promise<void>;

/** A large corpus takes minutes to read in. */
const READY_WITHIN_MS = 15 * 60_000;

/**
 * Starts a rag-service over a folder of documents on a NATS server of its own, with an index that is removed at
 * the end. The other settings come from the environment. Resolves when all documents have been read in.
 * @throws CliError with the reason when the service does not start.
 */
export async function startThrowAwayService(documents: string): Promise<ThrowAwayService> {
  const cleanups: Cleanup[] = [];
  const close = async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'parley-eval-'));
    cleanups.push(() => rm(folder, { recursive: true, force: true }));
    const nats = await startNatsServer();
    cleanups.push(() => nats.close());
    const bus = await Bus.connect({ url: nats.url, name: 'parley-eval' });
    cleanups.push(() => bus.close());
    let detail = '';
    const env = environmentOf({ url: nats.url, folder, documents });
    const service = await serviceProcess(bus, env, folder, (said) => (detail = said));
    cleanups.push(() => service.stop());
    await service.start();
    return { bus, url: nats.url, pid: service.pid ?? 0, detail, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Place {
  url: string;
  folder: string;
  documents: string;
}

function environmentOf({ url, folder, documents }: Place): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NATS_URL: url,
    NATS_USER: '',
    NATS_PASSWORD: '',
    HEALTH_PORT: '',
    RAG_STORE: 'lance', // a server's index is not thrown away
    CHROMA_PATH: join(folder, 'index'),
    DOCUMENTS_DIR: resolve(documents),
  };
}

async function serviceProcess(
  bus: Bus,
  env: NodeJS.ProcessEnv,
  logDir: string,
  onDetail: (detail: string) => void,
): Promise<SupervisedProcess> {
  const registry = await WorkerRegistry.open(bus);
  await registry.follow();
  const setting = { env, logDir, suffix: 'eval', url: '' };
  const plan = servicePlan({ name: 'rag-service', role: 'rag' }, registry, setting);
  const times = { readyWithinMs: READY_WITHIN_MS };
  return new SupervisedProcess(plan, ({ detail }) => onDetail(detail), times);
}
