import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceName } from '@parley/config';
import type { NatsServer } from '@parley/bus';
import { passwordOf, startSecuredNats } from '../nats/secured-nats.js';
import { ROOT } from '../support/root.js';
import { Program } from './program.js';

const WORKERS: ServiceName[] = ['rag-service', 'codec-worker', 'lm-worker', 'asr-worker'];

/** The whole stack on a bus as it is shipped, each service with the rights of its own user only. */
export class RunningStack {
  private denials = '';

  private constructor(
    readonly nats: NatsServer,
    private readonly folder: string,
    readonly gateway: Program,
    readonly workers: Program[],
  ) {
    nats.process.stderr?.on('data', (chunk: Buffer) => {
      const lines = chunk.toString().split('\n');
      this.denials += lines.filter((line) => line.includes('Violation')).join('\n');
    });
  }

  static async open(): Promise<RunningStack> {
    const nats = await startSecuredNats();
    const folder = await mkdtemp(join(tmpdir(), 'parley-stack-'));
    const start = (service: ServiceName) =>
      Program.start(service, service === 'gateway' ? 'PORT' : 'HEALTH_PORT', {
        NATS_URL: nats.url,
        NATS_USER: service,
        NATS_PASSWORD: passwordOf(service),
        ...(service === 'rag-service' ? documentsIn(folder) : {}),
      });
    const workers = await Promise.all(WORKERS.map(start));
    return new RunningStack(nats, folder, await start('gateway'), workers);
  }

  get programs(): Program[] {
    return [this.gateway, ...this.workers];
  }

  /** What the bus refused to anyone since the start; empty when all is well. */
  get deniedByTheBus(): string {
    return this.denials;
  }

  async ready(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.ready()));
  }

  async close(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.stop()));
    await this.nats.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function documentsIn(folder: string): Record<string, string> {
  return {
    CHROMA_PATH: join(folder, 'index'),
    DOCUMENTS_DIR: join(ROOT, 'examples/documents'),
  };
}
