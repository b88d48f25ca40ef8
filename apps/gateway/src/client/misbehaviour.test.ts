import { afterAll, expect, it } from 'vitest';
import { metricOf, startGatewayWithWorkers } from '../testing/gateway.js';
import { opusPacket, TestClient } from '../testing/test-client.js';

const { gateway, close } = await startGatewayWithWorkers();
afterAll(close);

/** A client with an open session; bare packets are the easiest to count. */
async function talker(): Promise<TestClient> {
  const client = await TestClient.connect(gateway.port, 'audio=opus');
  await client.nth('handshake', 1);
  return client;
}

/** Its next packet comes back. */
async function stillTalks(client: TestClient, number: number): Promise<void> {
  client.sendAudio(opusPacket(number));
  const count = client.all('audio').length + 1;
  expect((await client.nth('audio', count)).bytes[1]).toBe(number);
}

const GARBAGE = Buffer.from('ffffffffffffffffffffffff', 'hex');

it.each([
  ['audio that is none', Buffer.from([0x01, ...GARBAGE]), /not an Opus packet/],
  ['an empty message', Buffer.alloc(0), /first byte must name its kind/],
  ['a text that is not UTF-8', Buffer.from([0x02, 0xff]), /not valid UTF-8/],
  ['metadata that is not JSON', Buffer.from([0x04, 0x7b]), /not valid JSON/],
  ['a text message', 'hello', /send binary messages/],
])('%s is answered with a sentence, and the session goes on', async (_, message, sentence) => {
  const client = await talker();
  client.socket.send(message);
  expect((await client.nth('error', 1)).message).toMatch(sentence);
  await stillTalks(client, 9);
  await client.leave();
});

it.each([
  ['a bare 0x01', Buffer.from([0x01])],
  ['a ping', Buffer.from([0x06])],
  ['a handshake', Buffer.from([0x00])],
  ['a kind of the future', Buffer.from([0x42, 1, 2, 3])],
])('%s is taken without a word', async (_, message) => {
  const client = await talker();
  client.socket.send(message);
  await stillTalks(client, 9);
  expect(client.all('error')).toEqual([]);
  await client.leave();
});

it('unknown kinds are counted', async () => {
  const before = await metricOf(gateway.port, 'parley_gateway_unknown_kinds_total');
  const client = await talker();
  client.socket.send(Buffer.from([0x42]));
  await stillTalks(client, 9);
  expect(await metricOf(gateway.port, 'parley_gateway_unknown_kinds_total')).toBe(before + 1);
  await client.leave();
});

it('a message of more than 64 KiB ends the session with 1009, and the sentence goes out first', async () => {
  const client = await talker();
  client.socket.send(Buffer.alloc(64 * 1024 + 1, 1));
  expect((await client.nth('error', 1)).message).toMatch(/at most 64 KiB/);
  expect(await client.closed).toMatchObject({ code: 1009 });
});

it('data much faster than any audio ends the session with 1008', async () => {
  const client = await talker();
  for (let i = 0; i < 20; i++) client.socket.send(Buffer.alloc(60 * 1024, 0x42));
  expect((await client.nth('error', 1)).message).toMatch(/faster than any audio/);
  expect(await client.closed).toMatchObject({ code: 1008 });
});

it('many unreadable messages in a row end the session, a few between good ones do not', async () => {
  const client = await talker();
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 10; i++) client.sendAudio(GARBAGE);
    await stillTalks(client, round);
  }
  for (let i = 0; i < 20; i++) client.sendAudio(GARBAGE);
  expect(await client.closed).toMatchObject({ code: 1007 });
  expect(client.all('error').at(-1)?.message).toMatch(/^Too many messages/);
});

it('a session is not harmed by what another one does', async () => {
  const quiet = await talker();
  const rude = await talker();
  rude.socket.send('text');
  for (let i = 0; i < 20; i++) rude.sendAudio(GARBAGE);
  await stillTalks(quiet, 1);
  await rude.closed;
  await stillTalks(quiet, 2);
  expect(quiet.all('error')).toEqual([]);
  expect(quiet.all('audio').map(({ bytes }) => bytes[1])).toEqual([1, 2]);
  await quiet.leave();
});

it('a connection that vanishes in the middle of a message harms nobody', async () => {
  const quiet = await talker();
  const broken = await talker();
  // A frame header that announces 100 bytes, of which only two come.
  broken.socket.once('close', () => undefined);
  (broken.socket as unknown as { _socket: { end(bytes: Buffer): void } })._socket.end(
    Buffer.from([0x82, 0xe4, 0, 0, 0, 0, 1, 2]),
  );
  await broken.closed;
  await stillTalks(quiet, 3);
  await quiet.leave();
});
