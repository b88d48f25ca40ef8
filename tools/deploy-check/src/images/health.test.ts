import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createMetrics, serveHealth, type Health } from '@parley/telemetry';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/root.js';

async function exitCodeFor(env: NodeJS.ProcessEnv): Promise<number> {
  const script = join(ROOT, 'deploy/docker/health.mjs');
  const [code] = (await once(spawn(process.execPath, [script], { env }), 'exit')) as [number];
  return code;
}

describe('the health check of a container', () => {
  it('passes while the service is ready, however busy it is, and only then', async () => {
    let health: Health = { state: 'ready' };
    const server = await serveHealth({
      port: 0,
      metrics: createMetrics('test'),
      health: () => health,
    });
    const HEALTH_PORT = String(server.port);
    expect(await exitCodeFor({ HEALTH_PORT })).toBe(0);
    health = { state: 'overloaded', detail: 'All slots are taken.' };
    expect(await exitCodeFor({ HEALTH_PORT })).toBe(0);
    health = { state: 'loading', detail: 'The model is being loaded.' };
    expect(await exitCodeFor({ HEALTH_PORT })).toBe(1);
    await server.close();
    expect(await exitCodeFor({ HEALTH_PORT })).toBe(1);
  });

  it('asks the gateway on its own port', async () => {
    const server = await serveHealth({
      port: 0,
      metrics: createMetrics('test'),
      health: () => ({ state: 'ready' }),
    });
    expect(await exitCodeFor({ PORT: String(server.port) })).toBe(0);
    await server.close();
  });
});
