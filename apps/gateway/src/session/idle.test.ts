import { afterAll, expect, it } from 'vitest';
import { says, talker } from '../testing/conversation.js';
import { startGatewayWithWorkers } from '../testing/gateway.js';

const IDLE_MS = 1_500;
const { workers, gateway, close } = await startGatewayWithWorkers({
  IDLE_MINUTES: String(IDLE_MS / 60_000),
});
afterAll(close);

it('a conversation in which nobody speaks is asked aloud and ended with a sentence', async () => {
  const { client, session } = await talker(gateway);
  await client.nth('audio', 50); // of silence the scripted engine sends none: this is the question
  expect(client.all('text')[0]?.text).toMatch(/not heard you/);
  expect((await client.nth('error', 1)).message).toMatch(/Nobody has spoken for 0.025 minutes/);
  expect(await client.closed).toMatchObject({ code: 1008 });
  expect(workers.closed).toContain(session.sessionId);
});

it('whoever speaks then goes on talking, and the question is broken off', async () => {
  const { client, session } = await talker(gateway);
  await client.nth('audio', 8);
  await says(workers, client, session.sessionId, 'I am here');
  const heard = client.all('audio').length;
  await client.nth('audio', heard + 8); // it asks again, after another while
  expect(heard).toBeLessThan(50);
  expect(client.all('text')).toHaveLength(2);
  expect(client.all('error')).toEqual([]);
  await client.leave();
});
