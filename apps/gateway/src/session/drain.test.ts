import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RunningGateway } from '../start-gateway.js';
import { startReadyGateway } from '../testing/gateway.js';
import { ScriptedWorkers } from '../testing/scripted-workers.js';
import { opusPacket, TestClient } from '../testing/test-client.js';

let workers: ScriptedWorkers;
let gateway: RunningGateway;

beforeEach(async () => {
  workers = await ScriptedWorkers.start();
  await workers.startAll({ drainMs: 60_000 });
  gateway = await startReadyGateway(workers.natsUrl);
});
afterEach(async () => {
  await gateway?.close();
  await workers?.close();
});

const knowsOfNoEngine = () =>
  vi.waitFor(async () => {
    const { status } = await fetch(`http://127.0.0.1:${gateway.port}/readyz`);
    expect(status).toBe(503);
  });

it('a session goes on at a worker that drains until another has a slot for it, and moves then', async () => {
  const client = await TestClient.connect(gateway.port, 'meta=1&audio=opus');
  await client.nth('handshake', 1);
  const before = workers.lastSessionId;
  const stopped = workers.stop('lm-1');
  await knowsOfNoEngine();
  const late = await TestClient.connect(gateway.port, 'meta=1&audio=opus');
  expect((await late.nth('error', 1)).message).toContain('No voice engine is running');
  client.sendAudio(opusPacket(7));
  expect((await client.nth('audio', 1)).bytes[1]).toBe(7);
  expect(workers.closed).not.toContain(before);

  await workers.startEngine({}, 'lm-2');
  await client.metadata('notice');
  await stopped;
  client.sendAudio(opusPacket(8));
  await vi.waitFor(() => expect(client.all('audio').at(-1)?.bytes[1]).toBe(8));
  await client.leave();
});
