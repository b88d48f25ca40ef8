import { afterAll, beforeAll, expect, it } from 'vitest';
import { Bus } from './bus.js';
import { startNatsServer, type NatsServer } from './nats-server.js';
import { warmUp } from './warm-up.js';

let server: NatsServer;
let bus: Bus;
beforeAll(async () => {
  server = await startNatsServer();
  bus = await Bus.connect({ url: server.url, name: 'test' });
});
afterAll(async () => {
  await bus.close();
  await server.close();
});

it('brings all its frames back, also beside another', async () => {
  expect(await Promise.all([warmUp(bus), warmUp(bus)])).toEqual([2_000, 2_000]);
});

it('gives up as soon as the bus is closed', { timeout: 2_500 }, async () => {
  const lost = await Bus.connect({ url: server.url, name: 'lost' });
  const warmedUp = warmUp(lost);
  await lost.nats.close();
  expect(await warmedUp).toBeLessThan(2_000);
});
