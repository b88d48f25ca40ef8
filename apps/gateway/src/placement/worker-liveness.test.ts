import { Bus, startNatsServer, type NatsServer } from '@parley/bus';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { WorkerLiveness } from './worker-liveness.js';

let nats: NatsServer;
let bus: Bus;
let liveness: WorkerLiveness;
beforeAll(async () => {
  nats = await startNatsServer();
  bus = await Bus.connect({ url: nats.url, name: 'test' });
});
afterAll(async () => {
  await bus?.close();
  await nats?.close();
});
beforeEach(() => {
  liveness = new WorkerLiveness(bus);
  liveness.onModuleInit();
});
afterEach(() => liveness.onApplicationShutdown());

const answering = (workerId: string) =>
  bus.respond('ping', workerId, () => ({}), { onError: () => undefined });

it('is lost with a worker that is gone, and not with one that is there', async () => {
  const lost: string[] = [];
  const gone = answering('gone');
  const there = answering('there');
  for (const workerId of ['gone', 'there']) liveness.watch(workerId, () => lost.push(workerId));
  await gone.close();
  await vi.waitFor(() => expect(lost).toContain('gone'), { timeout: 5_000 });
  expect(lost).not.toContain('there');
  await there.close();
});

it("is nobody's business any more when the watch has ended", async () => {
  const lost: string[] = [];
  const end = liveness.watch('nobody', () => lost.push('ended'));
  liveness.watch('nobody', () => lost.push('watching'));
  end();
  await vi.waitFor(() => expect(lost).toContain('watching'), { timeout: 5_000 });
  expect(lost).not.toContain('ended');
});
