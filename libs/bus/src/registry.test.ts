import type { WorkerRecord } from '@parley/protocol';
import { afterEach, expect, it, vi } from 'vitest';
import { Bus } from './bus.js';
import { startNatsServer, type NatsServer } from './nats-server.js';
import { WorkerRegistry } from './registry.js';

const servers: NatsServer[] = [];
const buses: Bus[] = [];
afterEach(async () => {
  for (const bus of buses.splice(0)) await bus.close();
  for (const server of servers.splice(0)) await server.close();
});

async function serverAt(port?: number): Promise<NatsServer> {
  const server = await startNatsServer(port === undefined ? {} : { port });
  servers.push(server);
  return server;
}

async function registryOn(url: string): Promise<WorkerRegistry> {
  const bus = await Bus.connect({ url, name: 'test' });
  buses.push(bus);
  return WorkerRegistry.open(bus);
}

const record = (): WorkerRecord => ({
  id: 'worker-1',
  role: 'lm',
  status: 'ready',
  detail: 'a test',
  capacity: 1,
  sessions: 0,
  load: 0,
  startedAt: 1,
});

it('knows the workers again after the server was started anew with an empty memory', async () => {
  const server = await serverAt();
  const reader = await registryOn(server.url);
  await reader.follow();
  const worker = await registryOn(server.url);
  const announcement = await worker.announce(record, () => undefined);
  await vi.waitFor(() => expect(reader.workers('lm')).toHaveLength(1));

  await server.close();
  await vi.waitFor(() => expect(reader.workers('lm')).toEqual([]), { timeout: 10_000 });
  await serverAt(Number(new URL(server.url).port));
  await vi.waitFor(() => expect(reader.workers('lm')).toEqual([record()]), { timeout: 20_000 });
  await announcement.close();
});
