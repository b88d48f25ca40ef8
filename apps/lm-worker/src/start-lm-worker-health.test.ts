import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { LmWorkerEnv, readEnvironment } from '@parley/config';
import { createLogger } from '@parley/telemetry';
import { expect, it, vi } from 'vitest';
import { startLmWorker } from './start-lm-worker.js';
import { freePort } from './testing/free-port.js';

it('says that it is loading until it can take sessions', async () => {
  // A NATS server that never says a word keeps the start waiting.
  const sockets: Socket[] = [];
  const mute = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const port = await freePort();
  const NATS_URL = `nats://127.0.0.1:${(mute.address() as AddressInfo).port}`;
  const env = readEnvironment(LmWorkerEnv, { NATS_URL, HEALTH_PORT: `${port}`, ENGINE: 'echo' });
  const started = startLmWorker(env, createLogger('lm-worker', 'silent'));
  started.catch(() => undefined);
  await vi.waitFor(async () => {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.text()).toBe('loading: The voice engine is being loaded.\n');
  });
  await vi.waitFor(() => expect(sockets).toHaveLength(1));
  mute.close();
  sockets.forEach((socket) => socket.destroy());
  await expect(started).rejects.toThrow('No NATS server answers');
});
