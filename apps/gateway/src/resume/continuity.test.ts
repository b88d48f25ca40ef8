import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunningGateway } from '../start-gateway.js';
import { isTold, says, talker } from '../testing/conversation.js';
import { metricOf, startReadyGateway } from '../testing/gateway.js';
import { ScriptedWorkers } from '../testing/scripted-workers.js';
import { opusPacket, TestClient } from '../testing/test-client.js';

/** A conversation that goes on at another gateway than the one where it began. */
let workers: ScriptedWorkers;
let here: RunningGateway;
let there: RunningGateway;
const others: RunningGateway[] = [];

beforeEach(async () => {
  workers = await ScriptedWorkers.start();
  await workers.startAll();
  here = await startReadyGateway(workers.natsUrl);
  there = await startReadyGateway(workers.natsUrl);
});
afterEach(async () => {
  for (const gateway of [here, there, ...others.splice(0)]) await gateway?.close();
  await workers?.close();
});

async function another(env: Record<string, string>): Promise<RunningGateway> {
  const gateway = await startReadyGateway(workers.natsUrl, env);
  others.push(gateway);
  return gateway;
}

const resume = (gateway: RunningGateway, token: string, query = '') =>
  talker(gateway, `resume=${encodeURIComponent(token)}&${query}`);
const sessionsAt = ({ port }: RunningGateway) => metricOf(port, 'parley_gateway_sessions');
const engineClaims = () => workers.opened.filter(({ role }) => role === 'lm');

async function hearsEcho(client: TestClient, number: number): Promise<void> {
  const before = client.all('audio').length;
  client.sendAudio(opusPacket(number));
  expect((await client.nth('audio', before + 1)).bytes[1]).toBe(number);
}

/** What a new engine is told of the conversation so far, which is all that its gateway knows of it. */
async function historyAfterFault(client: TestClient, bindingId: string) {
  const fault = { workerId: 'lm-1', role: 'lm', message: 'Gone.', fatal: true } as const;
  workers.bus.publish('fault', bindingId, fault);
  await client.metadata('notice');
  return engineClaims().at(-1)?.request.history;
}

describe('a gateway that is stopped', () => {
  it('leaves its sessions to another, where engine, sound and transcript go on', async () => {
    const { client, session } = await talker(here, 'text_prompt=Be%20kind.');
    const { sessionId, resumeToken } = session;
    await hearsEcho(client, 1);
    await says(workers, client, sessionId, 'How so?');
    workers.agentEvent(sessionId, { type: 'transcript', turn: 1, text: 'Because', final: false });
    await isTold(client, 'Because');
    await here.close();
    expect(await client.closed).toMatchObject({ code: 1012 });

    const back = await resume(there, resumeToken);
    expect(back.session).toMatchObject({ sessionId, resumed: true, voice: 'NATF2' });
    await hearsEcho(back.client, 2);
    expect(workers.receivedSequences.get(sessionId)).toEqual([0, -100]);
    expect(engineClaims()).toHaveLength(1);
    expect(workers.closed).toEqual([]);
    expect(await historyAfterFault(back.client, sessionId)).toEqual([
      { role: 'user', text: 'How so?' },
      { role: 'assistant', text: 'Because' },
    ]);
    expect(engineClaims().at(-1)?.request.persona).toBe('Be kind.');
    await back.client.leave();
  });

  it('says that it is not ready any more, and turns newcomers to others', async () => {
    const { client } = await talker(here);
    client.socket.pause(); // as a client that does not answer the close
    const closing = here.close();
    await vi.waitFor(async () => {
      const ready = await fetch(`http://127.0.0.1:${here.port}/readyz`);
      expect(await ready.text()).toBe('draining: The server is shutting down.\n');
    });
    const late = await TestClient.connect(here.port);
    expect((await late.nth('error', 1)).message).toMatch(/^This server is being restarted/);
    expect(await late.closed).toMatchObject({ code: 1012 });
    await closing;
  });

  it('gives its sessions to one that comes in its place', async () => {
    const { client, session } = await talker(here);
    await there.close();
    await here.close();
    await client.closed;
    const next = await another({});
    const back = await resume(next, session.resumeToken);
    expect(back.session).toMatchObject({ sessionId: session.sessionId, resumed: true });
    await hearsEcho(back.client, 3);
    await back.client.leave();
    await vi.waitFor(() => expect(workers.closed).toHaveLength(3));
  });
});

describe('a client that comes to another gateway while its own is still there', () => {
  it('takes its session along, and the gateway before lets go of it', async () => {
    const hasty = await another({ RESUME_SECONDS: '1' });
    const { client, session } = await talker(hasty);
    client.socket.terminate();
    const back = await resume(there, session.resumeToken);
    expect(back.session).toMatchObject({ sessionId: session.sessionId, resumed: true });
    expect(await sessionsAt(hasty)).toBe(0);
    expect(await metricOf(there.port, 'parley_gateway_sessions_resumed_total', 'elsewhere')).toBe(
      1,
    );
    await new Promise((resolve) => setTimeout(resolve, 1_300)); // when it would not have waited longer
    expect(workers.closed).toEqual([]);
    await hearsEcho(back.client, 4);
    await back.client.leave();
    await vi.waitFor(() => expect(workers.closed).toHaveLength(3));
  });

  it('is not heard twice: its old connection is told and closed', async () => {
    const old = await talker(here);
    const back = await resume(there, old.session.resumeToken);
    expect((await old.client.nth('error', 1)).message).toMatch(/another connection/);
    expect(await old.client.closed).toMatchObject({ code: 1008 });
    await hearsEcho(back.client, 5);
    expect(old.client.all('audio')).toEqual([]);
    await back.client.leave();
  });

  it('can go back again, with the token of the gateway in between', async () => {
    const first = await talker(here);
    first.client.socket.terminate();
    const second = await resume(there, first.session.resumeToken);
    second.client.socket.terminate();
    const third = await resume(here, second.session.resumeToken);
    const { sessionId } = first.session;
    expect(third.session).toMatchObject({ sessionId, resumed: true });
    await hearsEcho(third.client, 6);
    // below all that the gateway in between may have counted, however short its turn was
    expect(workers.receivedSequences.get(sessionId)).toEqual([-200]);
    await third.client.leave();
  });
});

describe('a token', () => {
  it('works once, at whichever gateway: of many who bring it at once, one gets the session', async () => {
    const third = await another({});
    const { client, session } = await talker(here);
    client.socket.terminate();
    const doors = [here, there, third, there, third, here];
    const all = await Promise.all(doors.map((door) => resume(door, session.resumeToken)));
    const winners = all.filter((each) => each.session.resumed);
    expect(winners.map((each) => each.session.sessionId)).toEqual([session.sessionId]);
    for (const { client: other } of all.filter((each) => !each.session.resumed))
      expect((await other.metadata('notice')).message).toMatch(/new one was begun/);
    await hearsEcho(winners[0]?.client as TestClient, 7);
    await Promise.all(all.map((each) => each.client.leave()));
  });

  it('is not spent by a gateway that is full', async () => {
    const full = await another({ MAX_SESSIONS: '1' });
    const neighbour = await talker(full);
    const { client, session } = await talker(here);
    await here.close();
    await client.closed;
    const early = await TestClient.connect(full.port, `meta=1&resume=${session.resumeToken}`);
    expect((await early.nth('error', 1)).message).toMatch(/^This server carries 1 sessions/);
    await neighbour.client.leave();
    const back = await resume(full, session.resumeToken);
    expect(back.session).toMatchObject({ sessionId: session.sessionId, resumed: true });
    await back.client.leave();
  });

  it('is good again for a client that left before the session was there', async () => {
    const { client, session } = await talker(here);
    await says(workers, client, session.sessionId, 'Hello?');
    await here.close();
    await workers.stop('lm-1');
    const early = await TestClient.connect(there.port, `meta=1&resume=${session.resumeToken}`);
    await vi.waitFor(() => expect(workers.closed).toHaveLength(3));
    early.socket.terminate();
    await workers.startEngine({}, 'lm-2');
    await vi.waitFor(() => expect(engineClaims().at(-1)?.request.history).toHaveLength(1));
    const back = await vi.waitFor(async () => {
      const next = await resume(there, session.resumeToken);
      if (!next.session.resumed) await next.client.leave();
      expect(next.session.resumed).toBe(true);
      return next;
    });
    expect(back.session.sessionId).toBe(session.sessionId);
    await hearsEcho(back.client, 8);
    await back.client.leave();
  });

  it('that somebody made up leads nowhere, and they are told', async () => {
    const { client, session } = await resume(there, 'x'.repeat(43));
    expect(session.resumed).toBe(false);
    expect((await client.metadata('notice')).message).toMatch(/new one was begun/);
    await client.leave();
  });

  it('is of no use to somebody with another access token', async () => {
    const AUTH_TOKENS = 'alice-token,mallory-token';
    const [one, two] = [await another({ AUTH_TOKENS }), await another({ AUTH_TOKENS })];
    const { client, session } = await talker(one, 'token=alice-token');
    for (const door of [one, two]) {
      const query = `meta=1&resume=${session.resumeToken}&token=mallory-token`;
      const thief = await TestClient.connect(door.port, query);
      expect((await thief.nth('error', 1)).message).toMatch(/opened with another access token/);
      expect(await thief.closed).toMatchObject({ code: 1008 });
    }
    client.socket.terminate();
    const back = await resume(two, session.resumeToken, 'token=alice-token');
    expect(back.session.resumed).toBe(true);
    await back.client.leave();
  });
});

describe('a session whose workers have not kept it', () => {
  it('goes on with others and all that was said', async () => {
    const { client, session } = await talker(here);
    await says(workers, client, session.sessionId, 'Who are you?');
    await here.close();
    await workers.stop('lm-1');
    await workers.startEngine({}, 'lm-2');
    const back = await resume(there, session.resumeToken);
    expect(back.session).toMatchObject({ sessionId: session.sessionId, resumed: true });
    expect((await back.client.metadata('notice')).message).toMatch(/goes on with another worker/);
    expect(engineClaims().at(-1)?.request.history).toEqual([
      { role: 'user', text: 'Who are you?' },
    ]);
    await vi.waitFor(() =>
      expect(workers.closed.filter((id) => id === session.sessionId)).toHaveLength(3),
    );
    await hearsEcho(back.client, 9);
    await back.client.leave();
  });
});
