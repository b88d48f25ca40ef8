import type { FaultEvent } from '@parley/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Bus } from './bus.js';
import { startNatsServer, type NatsServer } from './nats-server.js';
import { WorkerRegistry } from './registry.js';
import { SessionHost } from './session-host.js';

let server: NatsServer;
let bus: Bus;
let hosts: SessionHost[] = [];
let faults: (FaultEvent & { sessionId: string })[] = [];

beforeAll(async () => {
  server = await startNatsServer();
  bus = await Bus.connect({ url: server.url, name: 'test' });
});
afterEach(async () => {
  await Promise.all(hosts.map((host) => host.close()));
  [hosts, faults] = [[], []];
});
afterAll(async () => {
  await bus?.close();
  await server?.close();
});

async function start(workerId: string, capacity: number, drainMs = 0, engine = 'echo') {
  const host = await SessionHost.start({
    bus,
    registry: await WorkerRegistry.open(bus),
    role: 'lm',
    workerId,
    capacity,
    drainMs,
    describe: () => ({ detail: 'a test', load: 0, engine }),
    open: async () => ({ close: () => undefined }),
    onError: (error) => {
      throw error;
    },
  });
  hosts.push(host);
  return host;
}

function claim(worker: string, sessionId: string) {
  const options = { format: 'pcm' as const, voice: 'slt', persona: '', sampling: {}, history: [] };
  return bus.request('open', worker, { sessionId, ...options }, { timeoutMs: 1_000 });
}

/** Opens sessions; each that is handed back is opened on `next`, as a gateway does. */
async function open(workerId: string, sessionIds: string[], next: string): Promise<void> {
  for (const sessionId of sessionIds) {
    bus.subscribe('fault', sessionId, (fault) => {
      faults.push({ ...fault, sessionId });
      void claim(next, `${sessionId}-moved`).catch(() => undefined);
    });
    expect(await claim(workerId, sessionId)).toMatchObject({ ok: true });
  }
}

describe('a worker that drains', () => {
  it('hands over what another has room for, and the rest goes on until it is closed', async () => {
    const leaving = await start('leaving', 3, 60_000);
    await open('leaving', ['session-a', 'session-b', 'session-c'], 'staying');
    await start('staying', 2);
    const closed = leaving.close();
    await vi.waitFor(() => expect(leaving.sessions).toBe(1));
    expect(faults.map(({ sessionId }) => sessionId)).toEqual(['session-a', 'session-b']);
    bus.publish('control', 'session-c', { type: 'close', reason: 'the person left' });
    await closed;
    expect(faults).toHaveLength(2);
  });

  it('refuses new sessions, and says that it drains, while it holds the old ones', async () => {
    const leaving = await start('leaving', 2, 60_000);
    await open('leaving', ['session-d'], 'nobody');
    const closed = leaving.close();
    const late = await claim('leaving', 'session-late');
    expect(late).toMatchObject({ ok: false, code: 'draining', retryable: true });
    expect(leaving.record).toMatchObject({ status: 'draining', sessions: 1 });
    bus.publish('control', 'session-d', { type: 'close', reason: 'the person left' });
    await closed;
  });

  it('does not hand over to a worker with another engine, and ends what is left with a sentence when its time is over', async () => {
    const leaving = await start('leaving', 1, 600);
    await open('leaving', ['session-e'], 'nobody');
    await start('other', 4, 0, 'personaplex');
    await leaving.close();
    await vi.waitFor(() =>
      expect(faults).toMatchObject([
        { sessionId: 'session-e', fatal: true, message: 'The service is being restarted.' },
      ]),
    );
    expect(leaving.sessions).toBe(0);
  });
});
