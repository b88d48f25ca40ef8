import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPage } from './support/browser.js';
import {
  loudnessDbfs,
  paced,
  questionPackets,
  quietPackets,
  TestClient,
} from './support/client.js';
import { startGateway, type Gateway } from './support/gateway.js';
import { openTcpProxy } from './support/tcp-proxy.js';
import { startStack, type Stack } from './support/stack.js';

/** Conversations that outlive their gateway, with real workers, and a second gateway beside the first. */
let home: string;
let stack: Stack;
const gateways: Gateway[] = [];
const clients: TestClient[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'parley-gateways-'));
  stack = await startStack({ env: { PARLEY_HOME: home } });
}, 120_000);
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  for (const gateway of gateways.splice(0)) await gateway.close();
});
afterAll(async () => {
  await stack?.close();
  await rm(home, { recursive: true, force: true });
});

async function gateway(): Promise<Gateway> {
  const started = await startGateway(home);
  gateways.push(started);
  return started;
}

async function connect({ chatUrl }: Gateway, query = ''): Promise<TestClient> {
  const client = await TestClient.open(`${chatUrl}?meta=1&audio=opus${query}`);
  clients.push(client);
  await client.until(() => sessionOf(client));
  return client;
}

const sessionOf = ({ metadata }: TestClient) =>
  metadata.find((message) => message.type === 'session');

async function ask(client: TestClient, file: string, document: string): Promise<void> {
  const isCited = () =>
    client.metadata.some(
      (message) =>
        message.type === 'citations' &&
        message.citations.some((citation) => citation.document === document),
    );
  const packets = [...questionPackets(file), ...quietPackets(100)];
  await paced(packets, 20, (packet) => client.sendAudio(packet));
  await client.until(isCited);
  const before = client.audio.length;
  await client.until(() => client.audio.length > before + 50);
  expect(loudnessDbfs(client.audio.slice(before))).toBeGreaterThan(-45);
}

describe.each(['SIGTERM', 'SIGKILL'] as const)('a gateway that gets %s', (signal) => {
  it('loses no conversation: it goes on at another, with the same workers', async () => {
    const [here, there] = [await gateway(), await gateway()];
    const client = await connect(here);
    const session = sessionOf(client);
    await ask(client, 'forgotten-password.wav', 'reset-forgotten-password.md');

    const endedAtMs = performance.now();
    here.process.kill(signal);
    await client.until(() => client.closed);
    expect(client.closed?.code).toBe(signal === 'SIGTERM' ? 1012 : 1006);
    const back = await connect(there, `&resume=${session?.resumeToken}`);
    await back.until(() => back.audio.length > 0);
    const gapMs = performance.now() - endedAtMs;
    process.stderr.write(`${signal}: sound from the other gateway after ${gapMs.toFixed(0)} ms\n`);

    expect(sessionOf(back)).toMatchObject({ sessionId: session?.sessionId, resumed: true });
    await ask(back, 'saturday-hours.wav', 'service-desk-hours.md');
    expect(await there.metric('parley_gateway_sessions_resumed_total')).toBe(1);
    expect(await there.metric('parley_gateway_sessions_moved_total')).toBe(0);
    expect(back.metadata.filter(({ type }) => type === 'notice')).toEqual([]);
    expect(back.errors).toEqual([]);
  }, 90_000);
});

describe('a person at the page', () => {
  it('hardly notices that the gateway is exchanged, and is answered by the next one', async () => {
    const [here, there] = [await gateway(), await gateway()];
    const proxy = await openTcpProxy(here.port);
    const visit = await openPage(proxy.url, [8, 'saturday-hours.wav', 40]);
    try {
      const { page, stats, errors } = visit;
      await page.getByTestId('talk').click();
      await page.getByTestId('connection').getByText('Connected').waitFor();
      proxy.forwardTo(there.port);
      here.process.kill('SIGTERM');
      await page.getByTestId('notice').getByText('You are back').waitFor();
      expect((await stats()).reconnections).toBe(1);
      await page
        .locator('[data-testid=citation][data-document="service-desk-hours.md"]')
        .first()
        .waitFor();
      expect(await there.metric('parley_gateway_sessions_resumed_total')).toBe(1);
      expect(errors).toEqual([]);
    } finally {
      await visit.close();
      await proxy.close();
    }
  }, 120_000);
});
