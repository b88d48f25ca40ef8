import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DocumentsClient, type Bus } from '@parley/bus';
import { onTestFinished, vi } from 'vitest';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const WORKER_ID = 'rag-1';

export interface ServiceProcess {
  readonly process: ChildProcess;
  readonly documents: DocumentsClient;
}

/**
 * Starts the built service as a process of its own; when this resolves, it has begun to read the documents in.
 * With `largestFileKb`, no file that it writes may grow beyond that, as on a disk that is full.
 */
export async function startServiceProcess(
  bus: Bus,
  env: Record<string, string>,
  { largestFileKb }: { largestFileKb?: number } = {},
): Promise<ServiceProcess> {
  const limit = largestFileKb === undefined ? '' : `ulimit -f ${largestFileKb};`;
  const process = spawn('bash', ['-c', `${limit} exec node "$0"`, MAIN], {
    env: { ...globalThis.process.env, WORKER_ID, LOG_LEVEL: 'error', ...env },
    stdio: 'ignore',
  });
  onTestFinished(() => void process.kill('SIGKILL'));
  const documents = new DocumentsClient(bus, WORKER_ID);
  await vi.waitFor(() => documents.list(0), { timeout: 20_000, interval: 10 });
  return { process, documents };
}
