import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { paced, questionPackets, quietPackets, TestClient } from './support/client.js';
import { startStack, type Stack } from './support/stack.js';

const RunRecord = z.object({ services: z.record(z.string(), z.number()) });
const STOPPED_MS = 20_000;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 120_000);
afterAll(() => stack?.close());

async function pidOf(service: string): Promise<number> {
  const record = RunRecord.parse(JSON.parse(await readFile(join(stack.home, 'run.json'), 'utf8')));
  return record.services[service] ?? 0;
}

const isCited = (client: TestClient, document: string) =>
  client.metadata.some(
    (each) =>
      each.type === 'citations' &&
      each.citations.some((citation) => citation.document === document),
  );

/** Talks until the answer is there. */
async function ask(client: TestClient, file: string, document: string): Promise<void> {
  await paced(questionPackets(file), 20, (packet) => client.sendAudio(packet));
  await client.until(() => isCited(client, document), 60_000);
}

async function talking(): Promise<TestClient> {
  const client = await TestClient.open(`${stack.chatUrl}?meta=1&audio=opus`);
  await ask(client, 'forgotten-password.wav', 'reset-forgotten-password.md');
  return client;
}

/** A microphone in a quiet room, until `holds`. */
async function quietUntil(
  client: TestClient,
  holds: () => boolean,
  withinMs: number,
): Promise<void> {
  const [packet] = quietPackets(1);
  for (let waitedMs = 0; !holds(); waitedMs += 20) {
    if (client.closed) throw new Error(`It was closed: ${client.errors.join(' | ')}`);
    if (waitedMs > withinMs) throw new Error('It did not go on.');
    if (packet) client.sendAudio(packet);
    await sleep(20);
  }
}

const notices = (client: TestClient) =>
  client.metadata.filter(({ type }) => type === 'notice').length;

it.each(['lm-worker', 'codec-worker', 'asr-worker'])(
  'the only %s is killed: the conversation waits for the next one and goes on',
  async (service) => {
    const client = await talking();
    process.kill(await pidOf(service), 'SIGKILL');
    await quietUntil(client, () => notices(client) > 0, 60_000);
    await ask(client, 'saturday-hours.wav', 'service-desk-hours.md');
    expect(client.errors).toEqual([]);
    await client.close();
  },
  180_000,
);

it.each(['lm-worker', 'codec-worker'])(
  'the only %s stands still for 20 s: the conversation waits and goes on',
  async (service) => {
    const client = await talking();
    const pid = await pidOf(service);
    process.kill(pid, 'SIGSTOP');
    try {
      await quietUntil(client, () => client.text.includes('One moment'), 20_000);
      await sleep(STOPPED_MS - 5_000);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await quietUntil(client, () => notices(client) > 0, 60_000);
    await ask(client, 'saturday-hours.wav', 'service-desk-hours.md');
    expect(client.errors).toEqual([]);
    await client.close();
  },
  180_000,
);
