import { Bus, startNatsServer, type NatsServer } from '@parley/bus';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { Pulse } from './pulse.js';

let nats: NatsServer;
let bus: Bus;
let pulse: Pulse;
beforeAll(async () => {
  nats = await startNatsServer();
  bus = await Bus.connect({ url: nats.url, name: 'test' });
});
afterAll(async () => {
  await bus?.close();
  await nats?.close();
});
beforeEach(() => {
  pulse = new Pulse(bus);
  pulse.onModuleInit();
});
afterEach(() => pulse.onApplicationShutdown());

const answering = (workerId: string) =>
  bus.respond('ping', workerId, () => ({}), { onError: () => undefined });

it('is lost with a worker that is gone, and not with one that is there', async () => {
  const lost: string[] = [];
  const gone = answering('gone');
  const there = answering('there');
  for (const workerId of ['gone', 'there']) pulse.watch(workerId, () => lost.push(workerId));
  await gone.close();
  await vi.waitFor(() => expect(lost).toContain('gone'), { timeout: 5_000 });
  expect(lost).not.toContain('there');
  await there.close();
});

it("is nobody's business any more when the watch has ended", async () => {
  const lost: string[] = [];
  const end = pulse.watch('nobody', () => lost.push('ended'));
  pulse.watch('nobody', () => lost.push('watching'));
  end();
  await vi.waitFor(() => expect(lost).toContain('watching'), { timeout: 5_000 });
  expect(lost).not.toContain('ended');
});
