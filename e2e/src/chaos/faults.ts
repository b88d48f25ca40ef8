import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestClient } from '../support/client.js';
import { kill, type TestStack } from './test-stack.js';
import type { Random } from './random.js';
import type { Tally } from './tally.js';

/** More at once than there are slots and places in the queue. */
const CROWD = 12;
const ANSWERED_WITHIN_MS = 60_000;

export interface Fault {
  name: string;
  strike(stack: TestStack, random: Random, tally: Tally): Promise<void>;
}

const SERVICES = ['nats', 'codec-worker', 'rag-service', 'asr-worker', 'lm-worker', 'gateway'];

export const DEATHS: readonly Fault[] = SERVICES.map((service) => ({
  name: `kill ${service}`,
  strike: (stack) => kill(stack, service),
}));

/** What no process dies of. */
export const NUISANCES: readonly Fault[] = [
  { name: 'cut the network', strike: cutNetwork },
  { name: 'stall the network', strike: stallNetwork },
  { name: 'crowd the queue', strike: crowd },
  { name: 'send garbage', strike: sendGarbage },
];

async function cutNetwork({ proxy }: TestStack, random: Random): Promise<void> {
  proxy.cut();
  await sleep(random.between(100, 2_000));
  proxy.restore();
}

async function stallNetwork({ proxy }: TestStack, random: Random): Promise<void> {
  const forMs = random.between(200, 3_000);
  proxy.stall(forMs);
  await sleep(forMs);
}

/** Everyone is let in, told a place in the queue, or turned away with a sentence. */
async function crowd({ chatUrl }: TestStack, _random: Random, tally: Tally): Promise<void> {
  await Promise.all(Array.from({ length: CROWD }, () => joinCrowd(chatUrl, tally)));
}

async function joinCrowd(chatUrl: string, tally: Tally): Promise<void> {
  let client: TestClient;
  try {
    client = await TestClient.connect(`${chatUrl}?meta=1&audio=opus`);
  } catch {
    return tally.count('crowd: not connected'); // another fault has the gateway or the network
  }
  const wasToldAPlace = () => client.metadata.some(({ type }) => type === 'queue');
  await client
    .until(() => client.closed || client.has('handshake') || wasToldAPlace(), ANSWERED_WITHIN_MS)
    .catch(() => tally.complain('one of a crowd was told nothing for 60 s'));
  if (client.has('handshake')) tally.count('crowd: let in');
  else if (wasToldAPlace()) tally.count('crowd: queued');
  else if (client.errors.length > 0) tally.count('crowd: turned away');
  else if (client.closed?.code === 1006) tally.count('crowd: broken');
  else tally.complain(`one of a crowd was closed with ${client.closed?.code} and no sentence`);
  client.drop();
}

/** Bytes that no client sends, in a WebSocket and in plain TCP. */
async function sendGarbage(
  { chatUrl, proxy }: TestStack,
  random: Random,
  tally: Tally,
): Promise<void> {
  const socket = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  socket.end(random.bytes(2_000));
  let client: TestClient;
  try {
    client = await TestClient.connect(`${chatUrl}?meta=1&audio=opus&protocol=parley`);
  } catch {
    return tally.count('garbage: not connected');
  }
  for (let message = 0; message < 200 && !client.closed; message++) {
    client.sendRaw(message % 10 === 9 ? 'text' : garbage(random));
    await sleep(5);
  }
  if (!client.closed) client.drop();
  else if (client.closed.code !== 1006 && client.errors.length === 0)
    tally.complain(`garbage was closed with ${client.closed.code} and no sentence`);
  else tally.count('garbage: closed with a sentence');
  if (!socket.closed) await once(socket, 'close');
}

function garbage(random: Random): Uint8Array {
  const bytes = random.bytes(random.between(1, 400));
  bytes[0] = random.between(0, 8); // a kind that exists, mostly
  return bytes;
}
