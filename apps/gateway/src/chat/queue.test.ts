import { afterEach, beforeEach, expect, it, vi } from 'vitest';
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

async function waitingClient(position: number): Promise<TestClient> {
  const client = await TestClient.connect(gateway.port, 'meta=1');
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
  const refused = await TestClient.connect(gateway.port);
  expect((await refused.nth('error', 1)).message).toBe(
    'All voices are busy and 2 people are waiting already. Please try again later.',
  );
  expect(await refused.closed).toMatchObject({ code: 1013 });
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
