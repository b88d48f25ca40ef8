import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface NatsServer {
  readonly url: string;
  readonly process: ChildProcess;
  /** Stops the server and removes what it stored. */
  close(): Promise<void>;
}

/** `nats-server` could not be started; `message` says what to do. */
export class NatsServerFailed extends Error {
  override readonly name = 'NatsServerFailed';
}

export interface NatsServerOptions {
  /** The system picks one when absent. */
  port?: number;
  /** A configuration file; where the server listens and stores is decided here all the same. */
  config?: string;
  /** Variables that the configuration refers to, besides those of this process. */
  env?: Record<string, string>;
}

/**
 * Starts a NATS server with JetStream for this process alone: on loopback, storing into a folder of its own.
 * @throws NatsServerFailed when the program is missing or does not come up within 10 s.
 */
export async function startNatsServer({
  port = -1,
  config,
  env,
}: NatsServerOptions = {}): Promise<NatsServer> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-nats-'));
  const args = [
    ...(config ? ['-c', config, '-m', '-1'] : []),
    '-a',
    '127.0.0.1',
    '-p',
    String(port),
    '-js',
    '-sd',
    folder,
    '--ports_file_dir',
    folder,
  ];
  const child = spawn('nats-server', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null && child.pid) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { url: await listeningUrl(child, folder), process: child, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listeningUrl(child: ChildProcess, folder: string): Promise<string> {
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-2_000)));
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (cause) =>
      reject(
        new NatsServerFailed(
          'nats-server is not installed. On Debian or Ubuntu: apt-get install nats-server. Elsewhere: https://github.com/nats-io/nats-server/releases',
          { cause },
        ),
      ),
    );
    child.once('exit', (code) =>
      reject(
        new NatsServerFailed(
          `nats-server ended at once (exit code ${code}): ${log.trim().split('\n').at(-1) ?? ''}`,
        ),
      ),
    );
  });
  return Promise.race([failed, portsFile(join(folder, `nats-server_${child.pid}.ports`))]);
}

async function portsFile(path: string): Promise<string> {
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 20) {
    const url = await readFile(path, 'utf8').then(firstUrl, () => undefined);
    if (url) return url;
    await sleep(20);
  }
  throw new NatsServerFailed('nats-server did not start to listen within 10 s.');
}

function firstUrl(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { nats?: string[] }).nats?.[0];
  } catch {
    return undefined; // still being written
  }
}
