import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Bus } from './bus.js';
import { startNatsServer, type NatsServer } from './nats-server.js';
import { WorkerRegistry } from './registry.js';
import { SessionHost, type HostedSession, type SessionHostOptions } from './session-host.js';

let server: NatsServer;
let bus: Bus;
let host: SessionHost;
const errors = vi.fn();

beforeAll(async () => {
  server = await startNatsServer();
  bus = await Bus.connect({ url: server.url, name: 'test' });
});
afterEach(() => host.close());
afterAll(async () => {
  await bus?.close();
  await server?.close();
});

async function start(open: SessionHostOptions['open'], capacity = 2): Promise<void> {
  errors.mockClear();
  host = await SessionHost.start({
    bus,
    registry: await WorkerRegistry.open(bus),
    role: 'asr',
    workerId: 'asr-1',
    capacity,
    describe: () => ({ detail: 'a test', load: 0 }),
    open,
    onError: errors,
  });
}

function claim(sessionId: string) {
  const options = { format: 'pcm' as const, voice: 'slt', persona: '', sampling: {}, history: [] };
  return bus.request('open', 'asr-1', { sessionId, ...options }, { timeoutMs: 5_000 });
}

const giveUp = (sessionId: string) =>
  bus.publish('control', sessionId, { type: 'close', reason: 'client-left' });

describe('an opening that is given up', () => {
  it('frees its slot at once, however long the opening takes', async () => {
    const begun = vi.fn();
    await start((request) => {
      begun(request.sessionId);
      return new Promise(() => undefined); // never ready
    });
    const claims = [claim('session-a'), claim('session-b')];
    await vi.waitFor(() => expect(begun).toHaveBeenCalledTimes(2));
    expect(await claim('session-c')).toMatchObject({ ok: false, code: 'full' });
    giveUp('session-a');
    giveUp('session-b');
    expect(await Promise.all(claims)).toMatchObject([{ ok: false }, { ok: false }]);
    expect(host.sessions).toBe(0);
    expect(errors).not.toHaveBeenCalled();
  });

  it('tells whoever opens, who stops without that being an error', async () => {
    await start(async (_, { signal }) => {
      await once(signal, 'abort');
      throw signal.reason;
    });
    const claimed = claim('session-d');
    await vi.waitFor(() => expect(host.sessions).toBe(1));
    giveUp('session-d');
    expect(await claimed).toMatchObject({ ok: false });
    await new Promise((resolve) => setImmediate(resolve));
    expect(errors).not.toHaveBeenCalled();
  });

  it('is closed as soon as it can be where it is opened all the same', async () => {
    let finish: (session: HostedSession) => void = () => undefined;
    await start(() => new Promise((resolve) => (finish = resolve)));
    const claimed = claim('session-e');
    await vi.waitFor(() => expect(host.sessions).toBe(1));
    giveUp('session-e');
    await claimed;
    const closed = new Promise<void>((resolve) => finish({ close: resolve }));
    await closed;
    expect(host.sessions).toBe(0);
  });
});
