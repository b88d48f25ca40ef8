import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Bus, DocumentsClient, startNatsServer, WorkerRegistry } from '@parley/bus';
import type { WorkerRecord } from '@parley/protocol';
import { servicePlan } from '../stack/plans.js';
import { SupervisedProcess } from '../stack/supervised-process.js';

export interface EphemeralRagService {
  readonly bus: Bus;
  /** Address of its NATS server. */
  readonly url: string;
  readonly documents: DocumentsClient;
  /** Process of the service. */
  readonly pid: number;
  /** What it has read in, in a few words. */
  readonly detail: string;
  /** Resolves when it is settled whether passages are found by meaning as well, with whether they are. */
  meaningSettled(signal: AbortSignal): Promise<boolean>;
  /** Ends the process; {@link start} starts another one on the same index, and resolves when that answers. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface EphemeralRagServiceOptions {
  /** Told of the bus before the service is launched. */
  onBus?: (bus: Bus) => void;
}

type Cleanup = () => Promise<void>;

const SUFFIX = 'eval';
/** A large corpus takes minutes to read in. */
const READY_WITHIN_MS = 15 * 60_000;
const MEANING_EVERY_MS = 100;

/**
 * Starts a rag-service over a folder of documents on a NATS server of its own, with an index that is removed at
 * the end. The other settings come from the environment. Resolves when all documents have been read in.
 * @throws CliError with the reason when the service does not start.
 */
export async function startEphemeralRagService(
  documents: string,
  { onBus }: EphemeralRagServiceOptions = {},
): Promise<EphemeralRagService> {
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
    onBus?.(bus);
    const launched = new LaunchedService(
      bus,
      environmentOf({ url: nats.url, folder, documents }),
      folder,
    );
    cleanups.push(() => launched.stop());
    await launched.start();
    return {
      bus,
      url: nats.url,
      documents: new DocumentsClient(bus, launched.id),
      get pid() {
        return launched.pid;
      },
      get detail() {
        return launched.detail;
      },
      meaningSettled: (signal) => launched.meaningSettled(signal),
      stop: () => launched.stop(),
      start: () => launched.start(),
      close,
    };
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

/** The process of the service, and the ones after it. */
class LaunchedService {
  readonly id = `rag-service-${SUFFIX}`;
  private process: SupervisedProcess | undefined;
  private registry: WorkerRegistry | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly env: NodeJS.ProcessEnv,
    private readonly logDir: string,
  ) {}

  get pid(): number {
    return this.process?.pid ?? 0;
  }

  get detail(): string {
    return this.record?.detail ?? '';
  }

  async start(): Promise<void> {
    const registry = await WorkerRegistry.open(this.bus);
    await registry.follow();
    this.registry = registry;
    const setting = { env: this.env, logDir: this.logDir, suffix: SUFFIX, url: '' };
    const plan = servicePlan({ name: 'rag-service', role: 'rag' }, registry, setting);
    const times = { signWithinMs: READY_WITHIN_MS };
    this.process = new SupervisedProcess(plan, () => undefined, times);
    await this.process.start();
  }

  async meaningSettled(signal: AbortSignal): Promise<boolean> {
    while (this.record?.meaning === 'preparing')
      await pause(MEANING_EVERY_MS, undefined, { signal });
    return this.record?.meaning === 'ready';
  }

  async stop(): Promise<void> {
    await this.process?.stop();
  }

  private get record(): WorkerRecord | undefined {
    return this.registry?.workers('rag')[0];
  }
}
