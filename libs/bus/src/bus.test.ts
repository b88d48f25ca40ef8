import { subjectOf, type TranscriptEvent } from '@parley/protocol';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Bus } from './bus.js';
import { startNatsServer, type NatsServer } from './nats-server.js';
import { WorkerRegistry } from './registry.js';
import { SessionHost, OpenRejected } from './session-host.js';

const SID = 'session-1';
let server: NatsServer;
let bus: Bus;
const invalid: { subject: string; problem: string }[] = [];

beforeAll(async () => {
  server = await startNatsServer();
  bus = await Bus.connect({
    url: server.url,
    name: 'test',
    onInvalid: (subject, problem) => invalid.push({ subject, problem }),
  });
});
afterAll(async () => {
  await bus?.close();
  await server?.close();
});

const openRequest = (sessionId: string) => ({
  sessionId,
  format: 'pcm' as const,
  voice: 'slt',
  persona: '',
  sampling: {},
  history: [],
});

describe('Bus', () => {
  it('carries an event of the table to a subscriber of the same session only', async () => {
    const heard: TranscriptEvent[] = [];
    bus.subscribe('transcript', SID, (event) => heard.push(event));
    bus.publish('transcript', 'another-session', { type: 'partial', turn: 1, text: 'not mine' });
    bus.publish('transcript', SID, { type: 'partial', turn: 1, text: 'my printer' });
    await vi.waitFor(() =>
      expect(heard).toEqual([{ type: 'partial', turn: 1, text: 'my printer' }]),
    );
  });

  it('carries the trace of an event, a request and a streamed request, and none where there is none', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const traces: unknown[] = [];
    const onError = () => undefined;
    const session = 'session-traced';
    bus.subscribe('transcript', session, (_, trace) => traces.push(trace.traceparent));
    bus.respond('ping', 'traced', (_, trace) => (traces.push(trace.traceparent), {}), {
      onError,
    });
    const streaming = bus.respondStream(
      'ask',
      async function* (_, trace) {
        traces.push(trace.traceparent);
        yield { type: 'failed', message: 'no' };
      },
      { queue: 'rag', onError },
    );
    const isLast = () => true;
    for (const trace of [{ traceparent }, {}]) {
      bus.publish('transcript', session, { type: 'partial', turn: 1, text: '' }, trace);
      await bus.request('ping', 'traced', {}, { timeoutMs: 1_000, ...trace });
      const asked = { question: '', history: [] };
      await bus.requestStream('ask', asked, { timeoutMs: 1_000, isLast, ...trace }).next();
    }
    const nothing = undefined;
    expect(traces).toEqual([traceparent, traceparent, traceparent, nothing, nothing, nothing]);
    await streaming.close();
  });

  it('drops a message that does not fit its schema and reports the subject, without what was said', async () => {
    const heard: TranscriptEvent[] = [];
    bus.subscribe('transcript', 'session-2', (event) => heard.push(event));
    const subject = subjectOf('transcript', 'session-2');
    bus.nats.publish(subject, '{"type":"final","turn":"said aloud","text":"said aloud"}');
    bus.nats.publish(subject, 'said aloud');
    await bus.nats.flush();
    expect(invalid).toEqual([
      { subject, problem: expect.stringContaining('expected number') },
      { subject, problem: 'It is not JSON.' },
    ]);
    expect(JSON.stringify(invalid)).not.toContain('said aloud');
    expect(heard).toEqual([]);
  });

  it('carries audio bytes with their sequence number and arrival time', async () => {
    const received: unknown[] = [];
    bus.subscribeAudio('pcmIn', SID, (bytes, stamp) => received.push([...bytes], stamp));
    bus.publishAudio('pcmIn', SID, Uint8Array.of(1, 2, 3), {
      sequence: 7,
      arrivedAt: 1_700_000_000_123,
    });
    await vi.waitFor(() =>
      expect(received).toEqual([[1, 2, 3], { sequence: 7, arrivedAt: 1_700_000_000_123 }]),
    );
  });

  it('says that a request may be repeated when nobody answers it', async () => {
    const request = bus.request('open', 'nobody', openRequest('session-3'), { timeoutMs: 100 });
    await expect(request).rejects.toMatchObject({ name: 'RequestFailed', retryable: true });
  });

  it('streams the parts of an answer until the last one', async () => {
    const responder = bus.respondStream(
      'ask',
      async function* ({ question }) {
        yield { type: 'sentence', text: question.toUpperCase(), citations: [] };
        yield {
          type: 'done',
          grounded: true,
          citations: [],
          answeredBy: 'extractive',
          retrievalMs: 1,
          totalMs: 2,
        };
      },
      { queue: 'rag', onError: () => undefined },
    );
    const parts = [];
    const options = {
      timeoutMs: 1_000,
      isLast: (part: { type: string }) => part.type !== 'sentence',
    };
    for await (const part of bus.requestStream('ask', { question: 'hello', history: [] }, options))
      parts.push(part.type);
    expect(parts).toEqual(['sentence', 'done']);
    await responder.close();
  });

  it('fails a streamed request at once when nobody serves it', async () => {
    const stream = bus.requestStream(
      'ask',
      { question: 'hello', history: [] },
      { timeoutMs: 5_000, isLast: () => true },
    );
    await expect(stream.next()).rejects.toMatchObject({
      name: 'RequestFailed',
      message: expect.stringContaining('Nobody serves'),
    });
  });

  it('says what to do when no server is there', async () => {
    await expect(Bus.connect({ url: 'nats://127.0.0.1:1', name: 'test' })).rejects.toThrow(
      /No NATS server answers at .* NATS_URL/,
    );
  });
});

describe('SessionHost', () => {
  const closed: string[] = [];

  async function hostWithTwoSlots(workerId: string) {
    const registry = await WorkerRegistry.open(bus);
    await registry.follow();
    const host = await SessionHost.start({
      bus,
      registry,
      role: 'lm',
      workerId,
      capacity: 2,
      describe: () => ({ detail: 'a test', load: 0 }),
      open: async ({ sessionId, voice }) => {
        if (voice !== 'slt') throw new OpenRejected(`There is no voice ${voice}.`);
        return { close: () => void closed.push(sessionId) };
      },
      onError: () => undefined,
    });
    return { host, registry };
  }

  it('gives slots until it is full, and again after a session was closed', async () => {
    const { host, registry } = await hostWithTwoSlots('worker-a');
    const claim = (id: string) =>
      bus.request('open', 'worker-a', openRequest(id), { timeoutMs: 1_000 });
    expect(await claim('session-a')).toEqual({ ok: true, workerId: 'worker-a' });
    expect(await claim('session-b')).toMatchObject({ ok: true });
    expect(await claim('session-c')).toMatchObject({ ok: false, code: 'full', retryable: true });
    await vi.waitFor(() =>
      expect(registry.workers('lm')[0]).toMatchObject({ id: 'worker-a', sessions: 2 }),
    );

    bus.publish('control', 'session-a', { type: 'close', reason: 'the person left' });
    await vi.waitFor(() => expect(closed).toContain('session-a'));
    expect(await claim('session-c')).toMatchObject({ ok: true });
    await host.close();
    await vi.waitFor(() => expect(registry.workers('lm')).toEqual([]));
  });

  it('passes on why a request was refused', async () => {
    const { host } = await hostWithTwoSlots('worker-b');
    const reply = await bus.request(
      'open',
      'worker-b',
      { ...openRequest('session-d'), voice: '../etc' },
      { timeoutMs: 1_000 },
    );
    expect(reply).toEqual({
      ok: false,
      code: 'bad-request',
      message: 'There is no voice ../etc.',
      retryable: false,
    });
    await host.close();
  });
});
