import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RunningGateway } from '../start-gateway.js';
import { metricOf, startReadyGateway } from '../testing/gateway.js';
import { says } from '../testing/conversation.js';
import { ScriptedWorkers } from '../testing/scripted-workers.js';
import { opusPacket, TestClient } from '../testing/test-client.js';

let workers: ScriptedWorkers;
let gateway: RunningGateway;

beforeEach(async () => {
  workers = await ScriptedWorkers.start();
  await workers.startAll();
  gateway = await startReadyGateway(workers.natsUrl);
});
afterEach(async () => {
  await gateway?.close();
  await workers?.close();
});

const fault = { workerId: 'lm-1', role: 'lm', message: 'The voice has failed.' } as const;

async function talkingClient(): Promise<{ client: TestClient; sessionId: string }> {
  const query = 'meta=1&audio=opus&voice_prompt=slt&text_prompt=Be%20kind.';
  const client = await TestClient.connect(gateway.port, query);
  await client.nth('handshake', 1);
  return { client, sessionId: workers.lastSessionId };
}

it('goes on with other workers, and persona, voice and all that was said go with it', async () => {
  const { client, sessionId } = await talkingClient();
  const times = { speechEndedAt: 1, turnEndedAt: 2, recognizedAt: 3 };
  workers.transcriptEvent(sessionId, {
    type: 'final',
    turn: 1,
    text: 'How so?',
    inDomain: true,
    ...times,
  });
  workers.agentEvent(sessionId, { type: 'transcript', turn: 1, text: 'Because', final: false });
  workers.bus.publish('fault', sessionId, { ...fault, fatal: true });
  await client.metadata('notice');
  const [request] = workers.opened.filter(({ role }) => role === 'lm').slice(-1);
  expect(request?.request).toMatchObject({
    persona: 'Be kind.',
    voice: 'slt',
    history: [
      { role: 'user', text: 'How so?' },
      { role: 'assistant', text: 'Because' },
    ],
  });
  client.sendAudio(opusPacket(7));
  expect((await client.nth('audio', 1)).bytes[1]).toBe(7);
  expect(await metricOf(gateway.port, 'parley_gateway_sessions_moved_total')).toBe(1);
  await client.leave();
});

it('gives the slots of the old workers back and takes nothing from them any more', async () => {
  const { client, sessionId } = await talkingClient();
  workers.bus.publish('fault', sessionId, { ...fault, fatal: true });
  await client.metadata('notice');
  await vi.waitFor(() => expect(workers.closed.filter((id) => id === sessionId)).toHaveLength(3));
  workers.bus.publishText(sessionId, 'too late');
  workers.bus.publishText(workers.lastSessionId, 'in time');
  expect((await client.nth('text', 1)).text).toBe('in time');
  await client.leave();
});

it('counts turns on where a new binding begins anew', async () => {
  const { client, sessionId } = await talkingClient();
  workers.transcriptEvent(sessionId, { type: 'partial', turn: 4, text: 'one' });
  workers.bus.publish('fault', sessionId, { ...fault, fatal: true });
  await client.metadata('notice');
  workers.transcriptEvent(workers.lastSessionId, { type: 'partial', turn: 1, text: 'two' });
  await vi.waitFor(() =>
    expect(client.all('metadata').map(({ json }) => json)).toContainEqual(
      expect.objectContaining({ text: 'two', turn: 6 }),
    ),
  );
  await client.leave();
});

it('moves on its own when a worker is shut down and another is there', async () => {
  const { client } = await talkingClient();
  await workers.startEngine({}, 'lm-2');
  await workers.stop('lm-1');
  await client.metadata('notice');
  client.sendAudio(opusPacket(7));
  await client.nth('audio', 1);
  await client.leave();
});

it.each([
  ['codec-1', 'codec', 'a moment of sound may be missing'],
  ['asr-1', 'asr', 'a fault in the recogniser'],
])('keeps its engine when only %s goes', async (workerId, role, sentence) => {
  const { client, sessionId } = await talkingClient();
  await workers.startCodec('codec-2');
  await workers.startRecognizer('asr-2');
  await workers.stop(workerId);
  expect((await client.metadata('notice')).message).toContain(sentence);
  const claims = workers.opened.map(({ role, request }) => [role, request.sessionId]);
  expect(claims.filter(([of]) => of === 'lm')).toHaveLength(1);
  expect(claims.filter(([of]) => of === role)).toEqual([
    [role, sessionId],
    [role, sessionId],
  ]);
  client.sendAudio(opusPacket(7));
  expect((await client.nth('audio', 1)).bytes[1]).toBe(7);
  await client.leave();
});

it('ends with a sentence when workers fail again and again', async () => {
  const { client } = await talkingClient();
  for (let moves = 1; moves <= 3; moves++) {
    const before = workers.lastSessionId;
    workers.bus.publish('fault', before, { ...fault, fatal: true });
    await vi.waitFor(() => expect(client.all('metadata').length).toBe(1 + moves));
  }
  workers.bus.publish('fault', workers.lastSessionId, { ...fault, fatal: true });
  expect((await client.nth('error', 1)).message).toBe('The voice has failed.');
  expect(await client.closed).toMatchObject({ code: 1011 });
});

it('waits for the only engine to be started again, says so aloud, and goes on', async () => {
  const { client, sessionId } = await talkingClient();
  await says(workers, client, sessionId, 'Where was I?');
  const heardBefore = client.all('audio').length;
  await workers.stop('lm-1');
  await client.nth('text', 1);
  await client.nth('audio', heardBefore + 20);
  expect(client.all('text')[0]?.text).toBe('One moment, please. ');
  await workers.startEngine();
  expect((await client.metadata('notice')).message).toMatch(/goes on with another worker/);
  expect(workers.opened.at(-1)?.request.history).toEqual([{ role: 'user', text: 'Where was I?' }]);
  const heard = client.all('audio').length;
  client.sendAudio(opusPacket(7));
  expect((await client.nth('audio', heard + 1)).bytes[1]).toBe(7);
  await client.leave();
});

it('ends with a sentence when no worker comes in time', async () => {
  const { client } = await talkingClient();
  await workers.stop('lm-1');
  expect((await client.nth('error', 1)).message).toBe('The service is being restarted.');
}, 60_000);
