import { jetstream } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { Bus, SessionRecords, WorkerRegistry, type NatsServer } from '@parley/bus';
import type { AnswerPart, WorkerRecord, WorkerRole } from '@parley/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { rightsByTable, rightsByTrial } from './rights.js';
import { connectAs, startSecuredNats, USERS, type User } from './secured-nats.js';

let server: NatsServer;
const buses: Bus[] = [];
beforeAll(async () => {
  server = await startSecuredNats();
});
afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.close()));
});
afterAll(() => server?.close());

async function as(user: User): Promise<Bus> {
  const bus = await connectAs(user, server.url);
  buses.push(bus);
  return bus;
}

const WORKERS: [User, WorkerRole][] = [
  ['codec-worker', 'codec'],
  ['lm-worker', 'lm'],
  ['asr-worker', 'asr'],
  ['rag-service', 'rag'],
];

const FOLLOWERS: User[] = ['gateway', 'cli', 'codec-worker', 'lm-worker', 'asr-worker'];

const recordOf = (role: WorkerRole): WorkerRecord => ({
  id: 'one',
  role,
  status: 'ready',
  detail: '',
  capacity: 1,
  sessions: 0,
  load: 0,
  startedAt: 0,
});

const fail = (error: unknown) => {
  throw error;
};

describe('on the bus as it is shipped', () => {
  it('nobody gets in without a password', async () => {
    const url = server.url;
    await expect(Bus.connect({ url, name: 'x' })).rejects.toThrow();
    const guess = { user: 'gateway', password: 'guess' };
    await expect(Bus.connect({ url, name: 'x', ...guess })).rejects.toThrow();
  });

  it.each(USERS)('%s may do what the table of subjects says, and no more', async (user) => {
    const bus = await as(user);
    expect(await rightsByTrial(bus.nats)).toEqual(rightsByTable(user));
  });

  it('workers announce themselves, and those who follow see them', async () => {
    for (const [user, role] of WORKERS) {
      const registry = await WorkerRegistry.open(await as(user));
      await registry.announce(() => recordOf(role), fail);
    }
    for (const user of FOLLOWERS) {
      const registry = await WorkerRegistry.open(await as(user));
      await registry.follow();
      for (const [, role] of WORKERS) expect(registry.workers(role)).toEqual([recordOf(role)]);
    }
  });

  it.each(WORKERS)('%s cannot announce a worker of another kind', async (user, role) => {
    const kv = await new Kvm(jetstream((await as(user)).nats)).open('parley-workers-v2');
    const other = role === 'lm' ? 'codec' : 'lm';
    await expect(kv.put(`${other}.intruder`, '{}')).rejects.toThrow(/[Pp]ermissions/);
    await expect(kv.put(`${role}.own`, '{}')).resolves.toBeGreaterThan(0);
  });

  it('gateways take sessions over from each other', async () => {
    const [one, two] = [await as('gateway'), await as('gateway')];
    const [records, others] = [
      await SessionRecords.open(one, 30_000),
      await SessionRecords.open(two, 30_000),
    ];
    const first = await records.write('key', new TextEncoder().encode('first'));
    const revision = await records.write('key', new TextEncoder().encode('second'), first);
    one.respond('handOver', 'some-session', () => ({}), { onError: fail });
    await one.nats.flush();
    expect(await two.request('handOver', 'some-session', {}, { timeoutMs: 5_000 })).toEqual({});
    expect((await others.get('key'))?.revision).toBe(revision);
    expect(await others.remove('key', revision)).toBe('removed');
  });

  it.each(USERS.filter((user) => user !== 'gateway'))(
    '%s can neither read nor write the records of sessions',
    async (user) => {
      const records = await SessionRecords.open(await as('gateway'), 30_000);
      await records.write('other', new TextEncoder().encode('a record'));
      const { nats } = await as(user);
      const client = jetstream(nats, { timeout: 500 });
      await expect(client.publish('$KV.parley-sessions-v2.other')).rejects.toThrow();
      const read = '$JS.API.DIRECT.GET.KV_parley-sessions-v2.$KV.parley-sessions-v2.other';
      await expect(nats.request(read, undefined, { timeout: 500 })).rejects.toThrow(
        /[Pp]ermissions/,
      );
      const consume = '$JS.API.CONSUMER.CREATE.KV_parley-sessions-v2';
      await expect(nats.request(consume, '{}', { timeout: 500 })).rejects.toThrow(/[Pp]ermissions/);
    },
  );

  it('a worker answers a claim', async () => {
    const worker = await as('lm-worker');
    worker.respond('open', 'lm-1', () => ({ ok: true, workerId: 'lm-1' }), { onError: fail });
    await worker.nats.flush();
    const gateway = await as('gateway');
    const request = {
      sessionId: 'some-session',
      voice: 'slt',
      persona: '',
      sampling: {},
      history: [],
      format: 'pcm' as const,
    };
    const reply = await gateway.request('open', 'lm-1', request, { timeoutMs: 5_000 });
    expect(reply).toEqual({ ok: true, workerId: 'lm-1' });
  });

  it('an answer is a stream of many sentences', async () => {
    const documents = await as('rag-service');
    documents.respondStream('ask', () => manySentences(), { queue: 'rag', onError: fail });
    await documents.nats.flush();
    for (const user of ['lm-worker', 'cli'] as const) {
      const bus = await as(user);
      const question = { question: 'why?', history: [] };
      const isLast = ({ type }: AnswerPart) => type === 'done';
      const parts = bus.requestStream('ask', question, { timeoutMs: 5_000, isLast });
      const kinds: string[] = [];
      for await (const { type } of parts) kinds.push(type);
      expect(kinds).toEqual([...Array<string>(20).fill('sentence'), 'done']);
    }
  });

  it('the recogniser reads the documents and hears when they change', async () => {
    const documents = await as('rag-service');
    const corpus = { version: '1', documents: [], nextOffset: null };
    documents.respond('corpus', '', () => corpus, { queue: 'rag', onError: fail });
    const recogniser = await as('asr-worker');
    const heard = vi.fn();
    recogniser.subscribe('corpusChanged', '', heard);
    await Promise.all([documents.nats.flush(), recogniser.nats.flush()]);
    expect(await recogniser.request('corpus', '', { offset: 0 }, { timeoutMs: 5_000 })).toEqual(
      corpus,
    );
    documents.publish('corpusChanged', '', { version: '2', documents: 1 });
    await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
  });
});

async function* manySentences(): AsyncGenerator<AnswerPart> {
  for (let index = 0; index < 20; index += 1)
    yield { type: 'sentence', text: 'Because.', citations: [] };
  const done = { grounded: true, citations: [], retrievalMs: 1, totalMs: 1 };
  yield { type: 'done', answeredBy: 'extractive', ...done };
}
