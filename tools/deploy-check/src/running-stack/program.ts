import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../support/root.js';

/** A service as its image runs it: the built program, an environment and nothing else. */
export class Program {
  private log = '';

  private constructor(
    readonly name: string,
    /** Where it answers /readyz and /metrics. */
    readonly url: string,
    private readonly child: ChildProcess,
  ) {
    child.stderr?.on('data', (chunk: Buffer) => (this.log = (this.log + chunk.toString()).slice(-4_000)));
  }

  /** @param portVariable the variable that says where it answers */
  static async start(
    name: string,
    portVariable: 'PORT' | 'HEALTH_PORT',
    env: Record<string, string>,
  ): Promise<Program> {
    const port = await freePort();
    const child = spawn(process.execPath, [join(ROOT, `apps/${name}/dist/main.js`)], {
      env: { PATH: process.env['PATH'], [portVariable]: String(port), ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return new Program(name, `http://127.0.0.1:${port}`, child);
  }

  async ready(): Promise<void> {
    for (let waitedMs = 0; waitedMs < 45_000; waitedMs += 100) {
      if (this.child.exitCode !== null) break;
      const response = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (response?.ok) return;
      await sleep(100);
    }
    throw new Error(`${this.name} is not ready. Its log ends with:\n${this.log}`);
  }

  async metrics(): Promise<string> {
    return (await fetch(`${this.url}/metrics`)).text();
  }

  /** Asks it to stop; resolves with its exit code. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode === null) {
      this.child.kill('SIGTERM');
      await once(this.child, 'exit');
    }
    return this.child.exitCode;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
