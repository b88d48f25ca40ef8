import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { RunningGateway } from '../start-gateway.js';
import { startReadyGateway } from '../testing/gateway.js';
import { ScriptedWorkers } from '../testing/scripted-workers.js';
import { opusPacket, TestClient } from '../testing/test-client.js';

let workers: ScriptedWorkers;
let patient: RunningGateway;
let hasty: RunningGateway;

beforeAll(async () => {
  workers = await ScriptedWorkers.start();
  await workers.startAll();
  patient = await startReadyGateway(workers.natsUrl);
  hasty = await startReadyGateway(workers.natsUrl, { RESUME_SECONDS: '1' });
});
afterAll(async () => {
  await patient?.close();
  await hasty?.close();
  await workers?.close();
});

async function talker({ port }: RunningGateway, query = '') {
  const client = await TestClient.connect(port, `meta=1&${query}`);
  return { client, session: await client.metadata('session') };
}

const resumeWith = (token: string) => `resume=${encodeURIComponent(token)}`;
const closesOf = (sessionId: string) => workers.closed.filter((id) => id === sessionId).length;

it('a lost connection comes back to its session, with a fresh audio stream and a new token', async () => {
  const first = await talker(patient);
  first.client.sendAudio(opusPacket(1));
  await first.client.nth('audio', 3);
  first.client.socket.terminate();

  const second = await talker(patient, resumeWith(first.session.resumeToken));
  expect(second.session).toMatchObject({ sessionId: first.session.sessionId, resumed: true });
  expect(second.session.resumeToken).not.toBe(first.session.resumeToken);
  second.client.sendAudio(opusPacket(2));
  await second.client.nth('audio', 3);
  const [head, tags] = second.client.all('audio').map(({ bytes }) => Buffer.from(bytes));
  expect(head?.includes('OpusHead')).toBe(true);
  expect(tags?.includes('OpusTags')).toBe(true);
  expect(workers.receivedSequences.get(first.session.sessionId)).toEqual([0, 1]);
  await second.client.leave();
  await vi.waitFor(() => expect(closesOf(first.session.sessionId)).toBe(3));
});

it('a token works once: who brings it again gets a session of their own, and is told so', async () => {
  const owner = await talker(patient);
  owner.client.socket.terminate();
  const back = await talker(patient, resumeWith(owner.session.resumeToken));
  const thief = await talker(patient, resumeWith(owner.session.resumeToken));
  expect(thief.session).toMatchObject({ resumed: false });
  expect(thief.session.sessionId).not.toBe(owner.session.sessionId);
  expect((await thief.client.metadata('notice')).message).toMatch(/new one was begun/);
  back.client.sendAudio(opusPacket(5));
  await back.client.nth('audio', 3);
  await Promise.all([back.client.leave(), thief.client.leave()]);
});

it('a made-up token leads nowhere', async () => {
  const { client, session } = await talker(patient, resumeWith('x'.repeat(43)));
  expect(session.resumed).toBe(false);
  await client.leave();
});

it('a token expires with its session, whose slots are given back', async () => {
  const { client, session } = await talker(hasty);
  client.socket.terminate();
  await vi.waitFor(() => expect(closesOf(session.sessionId)).toBe(3), { timeout: 5_000 });
  const late = await talker(hasty, resumeWith(session.resumeToken));
  expect(late.session.resumed).toBe(false);
  await late.client.leave();
});

it('a session that was closed with 1000 cannot be resumed', async () => {
  const { client, session } = await talker(patient);
  await client.leave();
  const late = await talker(patient, resumeWith(session.resumeToken));
  expect(late.session.resumed).toBe(false);
  await late.client.leave();
});

it('a session without metadata ends with its connection, for nobody knows a token for it', async () => {
  const client = await TestClient.connect(patient.port);
  await client.nth('handshake', 1);
  const sessionId = workers.lastSessionId;
  client.socket.terminate();
  await vi.waitFor(() => expect(closesOf(sessionId)).toBe(3));
});

it('a client that comes back before its loss was noticed takes the place of its old connection', async () => {
  const old = await talker(patient);
  const back = await talker(patient, resumeWith(old.session.resumeToken));
  expect(back.session).toMatchObject({ sessionId: old.session.sessionId, resumed: true });
  expect((await old.client.nth('error', 1)).message).toMatch(/another connection/);
  expect(await old.client.closed).toMatchObject({ code: 1008 });
  back.client.sendAudio(opusPacket(5));
  await back.client.nth('audio', 3);
  expect(closesOf(old.session.sessionId)).toBe(0);
  await back.client.leave();
});
