import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Metadata } from '@parley/protocol';
import type { RunningGateway } from '../start-gateway.js';
import { metricOf, startReadyGateway } from '../testing/gateway.js';
import { ScriptedWorkers } from '../testing/scripted-workers.js';
import { TestClient } from '../testing/test-client.js';

let workers: ScriptedWorkers;
let gateway: RunningGateway;
let talking: TestClient;

beforeEach(async () => {
  workers = await ScriptedWorkers.start();
  await workers.startAll({ lmSlots: 1 });
  gateway = await startReadyGateway(workers.natsUrl, { QUEUE_LIMIT: '2' });
  talking = await TestClient.connect(gateway.port);
  await talking.nth('handshake', 1);
});
afterEach(async () => {
  await gateway?.close();
  await workers?.close();
});

const positionsOf = (client: TestClient) =>
  client
    .all('metadata')
    .map(({ json }) => Metadata.parse(json))
    .flatMap((metadata) => (metadata.type === 'queue' ? [metadata.position] : []));

const isAt = (client: TestClient, position: number) =>
  vi.waitFor(() => expect(positionsOf(client).at(-1)).toBe(position), { timeout: 5_000 });

async function waitingClient(position: number, { port } = gateway): Promise<TestClient> {
  const client = await TestClient.connect(port, 'meta=1');
  await isAt(client, position);
  return client;
}

it('is served in the order of arrival', async () => {
  const first = await waitingClient(1);
  const second = await waitingClient(2);
  await talking.leave();
  await first.nth('handshake', 1);
  expect(second.all('handshake')).toEqual([]);
  await isAt(second, 1);
  await first.leave();
  await second.nth('handshake', 1);
  await second.leave();
});

it('has an end, beyond which a sentence refuses', async () => {
  const clients = [await waitingClient(1), await waitingClient(2)];
  const rejected = await TestClient.connect(gateway.port);
  expect((await rejected.nth('error', 1)).message).toBe(
    'All voices are busy and 2 people are waiting already. Please try again later.',
  );
  expect(await rejected.closed).toMatchObject({ code: 1013 });
  for (const client of clients) await client.leave();
});

it('moves up at once when somebody in it leaves', async () => {
  const first = await waitingClient(1);
  const second = await waitingClient(2);
  await first.leave();
  await isAt(second, 1);
  expect(await metricOf(gateway.port, 'parley_gateway_queue')).toBe(1);
  await second.leave();
});

describe('with two gateways', () => {
  let other: RunningGateway;
  /** Resolves when so many gateways have told the others that somebody waits at them. */
  const reportsOfGateways = (count: number) =>
    new Promise<void>((resolve) => {
      const reporting = new Set<string>();
      workers.bus.subscribe('queue', '', ({ gatewayId, waiting }) => {
        if (waiting.length > 0) reporting.add(gatewayId);
        if (reporting.size === count) resolve();
      });
    });

  beforeEach(async () => {
    other = await startReadyGateway(workers.natsUrl, { QUEUE_LIMIT: '2' });
  });
  afterEach(() => other?.close());

  it('there is one queue, in the order of arrival', async () => {
    const first = await waitingClient(1, other);
    const reported = reportsOfGateways(2);
    const second = await waitingClient(2, gateway);
    await reported;
    const rejected = await TestClient.connect(other.port);
    expect((await rejected.nth('error', 1)).message).toContain('2 people are waiting already');
    await talking.leave();
    await first.nth('handshake', 1);
    await isAt(second, 1);
    expect(second.all('handshake')).toEqual([]);
    await first.leave();
    await second.nth('handshake', 1);
    await second.leave();
  });

  it('a gateway without a place of its own holds up nobody at the other', async () => {
    const full = await startReadyGateway(workers.natsUrl, { MAX_SESSIONS: '1', QUEUE_LIMIT: '2' });
    await talking.leave();
    const inside = await TestClient.connect(full.port);
    await inside.nth('handshake', 1);
    const blocked = await waitingClient(1, full);
    await workers.startEngine({ lmSlots: 1 }, 'lm-2');
    const free = await TestClient.connect(other.port);
    await free.nth('handshake', 1);
    expect(blocked.all('handshake')).toEqual([]);
    await Promise.all([free.leave(), inside.leave()]);
    await blocked.nth('handshake', 1);
    await blocked.leave();
    await full.close();
  });
});
