import { OggOpusWriter } from '@parley/audio';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { metricOf, startGatewayWithWorkers } from '../testing/gateway.js';
import { opusPacket, TestClient } from '../testing/test-client.js';

const { workers, gateway, close } = await startGatewayWithWorkers();
afterAll(close);

async function talker(query = ''): Promise<TestClient> {
  const client = await TestClient.connect(gateway.port, `audio=opus&${query}`);
  await client.nth('handshake', 1);
  return client;
}

/** Two bytes that decode to 120 ms: two SILK frames of 60 ms, with nothing in them. */
const LONGEST_IN_TWO_BYTES = Uint8Array.of(0x1b, 0x02);

/** Packets that went on to the codec worker. */
const passedOn = (sessionId: string) => workers.receivedSequences.get(sessionId)?.length ?? 0;

describe('audio faster than time', () => {
  const page = new OggOpusWriter();
  const headers = page.headers();

  it.each([
    ['in bare packets', () => LONGEST_IN_TWO_BYTES],
    ['in Ogg pages', () => page.page(Array.from({ length: 50 }, () => LONGEST_IN_TWO_BYTES))],
  ])(
    '%s is dropped before it is decoded, and the session is ended when it goes on',
    async (_, next) => {
      const client = await talker();
      const { lastSessionId } = workers;
      if (next() !== LONGEST_IN_TWO_BYTES) client.sendAudio(headers);
      for (let i = 0; i < 2_000; i++) client.sendAudio(next());
      expect((await client.nth('error', 1)).message).toMatch(/Audio comes faster than time passes/);
      expect(await client.closed).toMatchObject({ code: 1008 });
      await vi.waitFor(() => expect(workers.closed).toContain(lastSessionId));
      expect(passedOn(lastSessionId)).toBeLessThan(60);
    },
  );

  it('of a few seconds is taken: some clients send what they queued before the handshake', async () => {
    const client = await talker();
    const { lastSessionId } = workers;
    for (let i = 0; i < 60; i++) client.sendAudio(opusPacket(i));
    await client.nth('audio', 60);
    expect(passedOn(lastSessionId)).toBe(60);
    await client.leave();
  });

  it('is told to a client that reads metadata before it is ended', async () => {
    const client = await talker('meta=1');
    for (let i = 0; i < 70; i++) client.sendAudio(opusPacket(i));
    expect((await client.metadata('notice')).message).toMatch(/left out/);
    expect(client.all('error')).toEqual([]);
    await client.leave();
  });

  it('brings no new burst to whoever comes back again and again', async () => {
    const sent = 50;
    let client = await talker('meta=1');
    const { lastSessionId } = workers;
    for (let visit = 0; visit < 5; visit++) {
      for (let i = 0; i < sent; i++) client.sendAudio(opusPacket(i));
      const { resumeToken } = await client.metadata('session');
      client.socket.terminate();
      await client.closed;
      client = await talker(`meta=1&resume=${resumeToken}`);
    }
    await client.leave();
    expect(passedOn(lastSessionId)).toBeLessThan(100);
  });
});

describe('WebSocket pings', () => {
  it('are answered at the pace of a client that is well', async () => {
    const client = await talker();
    const pong = new Promise<Buffer>((resolve) => client.socket.once('pong', resolve));
    client.socket.ping('hello');
    expect((await pong).toString()).toBe('hello');
    await client.leave();
  });

  it.each(['ping', 'pong'] as const)('a flood of %ss ends the session', async (kind) => {
    const client = await talker();
    const pongs = vi.fn();
    client.socket.on('pong', pongs);
    for (let i = 0; i < 5_000; i++) client.socket[kind]();
    expect((await client.nth('error', 1)).message).toMatch(/Too many pings/);
    expect(await client.closed).toMatchObject({ code: 1008 });
    expect(pongs.mock.calls.length).toBeLessThan(60);
  });
});

it.each([
  ['pings of the protocol', Uint8Array.of(0x06)],
  ['texts', Buffer.from([0x02, 0x61])],
  ['kinds of the future', Uint8Array.of(0x42)],
  ['text messages', 'hello'],
])('a flood of %s ends the session', async (_, message) => {
  const client = await talker();
  for (let i = 0; i < 1_000; i++) client.socket.send(message);
  await client.closed;
  expect(client.all('error').length).toBeGreaterThan(0);
});

it('a flood of empty audio messages ends the session', async () => {
  const client = await talker();
  for (let i = 0; i < 6_000; i++) client.socket.send(Uint8Array.of(0x01));
  expect((await client.nth('error', 1)).message).toMatch(/Messages come faster/);
  expect(await client.closed).toMatchObject({ code: 1008 });
});

it('a message in a thousand parts ends the session', async () => {
  const client = await talker();
  for (let i = 0; i < 1_000; i++) client.socket.send(Buffer.alloc(0), { fin: false });
  expect((await client.nth('error', 1)).message).toMatch(/too many parts/);
});

it('the slots of a client that is cut off are free before its connection is', async () => {
  const client = await talker();
  const { lastSessionId } = workers;
  let isOpen = true;
  client.socket.once('close', () => (isOpen = false));
  for (let i = 0; i < 5_000; i++) client.socket.ping();
  await vi.waitFor(() => expect(workers.closed).toContain(lastSessionId));
  expect(isOpen).toBe(true);
  await client.closed;
});

it('a client that goes on after it was cut off costs nothing more', async () => {
  const client = await talker();
  const before = await metricOf(gateway.port, 'parley_gateway_messages_in_total');
  let isOpen = true;
  client.socket.once('close', () => (isOpen = false));
  while (isOpen) {
    for (let i = 0; i < 500; i++) client.socket.send(LONGEST_IN_TWO_BYTES, () => undefined);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const taken = (await metricOf(gateway.port, 'parley_gateway_messages_in_total')) - before;
  expect(taken).toBeLessThan(4_000);
});

it('a client that comes back again and again after it was cut off gets ever fewer turns', async () => {
  const start = performance.now();
  for (let visit = 0; visit < 5; visit++) {
    const client = await talker();
    for (let i = 0; i < 5_000; i++) client.socket.ping();
    await client.nth('error', 1);
    client.socket.terminate();
  }
  expect(performance.now() - start).toBeGreaterThan(200 + 400 + 600 + 800);
});
