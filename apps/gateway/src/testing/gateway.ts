import { expect, vi } from 'vitest';
import { GatewayEnv, readEnvironment } from '@parley/config';
import { startGateway, type RunningGateway } from '../start-gateway.js';
import { ScriptedWorkers } from './scripted-workers.js';

/** A silent gateway on a port of its own, which rejects at once when all is taken. */
export function startTestGateway(
  natsUrl: string,
  env: Record<string, string> = {},
): Promise<RunningGateway> {
  const quiet = { LOG_LEVEL: 'silent', QUEUE_LIMIT: '0', MAX_SESSIONS_PER_ADDRESS: '100' };
  const defaults = { NATS_URL: natsUrl, PORT: '0', HOST: '127.0.0.1', ...quiet };
  return startGateway(readEnvironment(GatewayEnv, { ...defaults, ...env }));
}

/** The same, once it knows of all the workers that a session needs. */
export async function startReadyGateway(
  natsUrl: string,
  env: Record<string, string> = {},
): Promise<RunningGateway> {
  const gateway = await startTestGateway(natsUrl, env);
  await vi.waitFor(async () => {
    const { status } = await fetch(`http://127.0.0.1:${gateway.port}/readyz`);
    expect(status).toBe(200);
  });
  return gateway;
}

/** The same with a worker of every role beside it. */
export async function startGatewayWithWorkers(env: Record<string, string> = {}) {
  const workers = await ScriptedWorkers.start();
  await workers.startAll();
  const gateway = await startReadyGateway(workers.natsUrl, env);
  const close = async () => {
    await gateway.close();
    await workers.close();
  };
  return { workers, gateway, close };
}

/** The sum of a metric over its labels, or of those series whose labels hold `label`. */
export async function metricOf(port: number, name: string, label = ''): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const lines = (await response.text()).split('\n');
  const series = lines.filter((line) => line.startsWith(`${name}{`) && line.includes(label));
  return series.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
