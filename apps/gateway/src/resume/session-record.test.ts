import { jetstream } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunningGateway } from '../start-gateway.js';
import { asked, says, talker } from '../testing/conversation.js';
import { metricOf, startReadyGateway } from '../testing/gateway.js';
import { ScriptedWorkers } from '../testing/scripted-workers.js';
import { REFRESH_MS } from './session-record-writer.js';

let workers: ScriptedWorkers;
let here: RunningGateway;

beforeEach(async () => {
  workers = await ScriptedWorkers.start();
  await workers.startAll();
  here = await startReadyGateway(workers.natsUrl);
});
afterEach(async () => {
  await here?.close();
  await workers?.close();
});

const sessionsAt = ({ port }: RunningGateway) => metricOf(port, 'parley_gateway_sessions');

describe('the record of a session', () => {
  const records = async () => new Kvm(jetstream(workers.bus.nats)).open('parley-sessions-v2');

  async function keysOf(): Promise<string[]> {
    const keys: string[] = [];
    for await (const key of await (await records()).keys()) keys.push(key);
    return keys;
  }

  it('can be read by nobody without the token, which is not in it', async () => {
    const { client, session } = await talker(here, 'text_prompt=My%20secret%20persona.');
    await says(workers, client, session.sessionId, 'A secret of mine.');
    const [key] = await vi.waitFor(async () => {
      const keys = await keysOf();
      expect(keys).toHaveLength(1);
      return keys;
    });
    const entry = await (await records()).get(key as string);
    const all = `${key} ${Buffer.from(entry?.value ?? []).toString('latin1')}`;
    expect(entry?.length).toBeGreaterThan(200);
    for (const secret of ['secret', session.sessionId, session.resumeToken, 'utterances'])
      expect(all).not.toContain(secret);
    await client.leave();
  });

  it('is gone with the session', async () => {
    const { client } = await talker(here);
    await vi.waitFor(async () => expect(await keysOf()).toHaveLength(1));
    await client.leave();
    await vi.waitFor(async () => expect(await keysOf()).toEqual([]));
  });

  it('is there again as soon as a NATS that was started anew is, which has forgotten it', async () => {
    const { client } = await talker(here);
    await workers.restartNats();
    // sooner than a record that nothing changes is written anew
    const timeout = REFRESH_MS - 2_000;
    await vi.waitFor(async () => expect(await keysOf()).toHaveLength(1), { timeout });
    await client.leave();
  });

  it('tells a gateway that was cut off, once it is taken, to let go and not to end the session', async () => {
    const { client, session } = await talker(here);
    const [key] = await vi.waitFor(async () => {
      const keys = await keysOf();
      expect(keys).toHaveLength(1);
      return keys;
    });
    await (await records()).delete(key as string);
    workers.transcriptEvent(session.sessionId, asked('Is anybody there?'));
    expect(await client.closed).toMatchObject({ code: 1008 });
    expect(await sessionsAt(here)).toBe(0);
    await workers.bus.nats.flush();
    expect(workers.closed).toEqual([]);
  });

  it('is taken before its gateway ends the session: the slots are not touched', async () => {
    const { client } = await talker(here);
    const [key] = await vi.waitFor(async () => {
      const keys = await keysOf();
      expect(keys).toHaveLength(1);
      return keys;
    });
    await (await records()).delete(key as string);
    await client.leave();
    await vi.waitFor(async () => expect(await sessionsAt(here)).toBe(0));
    await here.close(); // it has done by then whatever it does at the end of a session
    await workers.bus.nats.flush();
    expect(workers.closed).toEqual([]);
  });
});
