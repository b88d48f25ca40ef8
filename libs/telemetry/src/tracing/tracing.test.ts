import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RunningService } from '../running-service.js';
import { OtlpReceiver } from '../testing/index.js';
import {
  markFailed,
  recordSpan,
  startSpan,
  startTracing,
  traced,
  tracedStream,
  traceIdOf,
  traceparentOf,
} from '../index.js';

let receiver: OtlpReceiver | undefined;
let tracing: RunningService | undefined;
let log: Record<string, unknown>[] = [];
afterEach(async () => {
  await tracing?.close();
  await receiver?.close();
  [tracing, receiver, log] = [undefined, undefined, []];
});

async function start(endpoint: string | undefined): Promise<void> {
  const write = (line: string) => void log.push(JSON.parse(line) as Record<string, unknown>);
  const logger = pino({ level: 'info' }, { write });
  tracing = await startTracing({ service: 'test', instance: 'test-1', endpoint, logger });
}

/** What has arrived after the spans so far were sent. */
async function sent() {
  await tracing?.close();
  return receiver?.spans ?? [];
}

const messages = () => log.map(({ msg }) => msg);
async function* counting() {
  yield 1;
  yield 2;
}

describe('with a collector', () => {
  it('work of two services is one trace, by what the message between them carries', async () => {
    receiver = await OtlpReceiver.start();
    await start(receiver.url);
    const first = startSpan('ask', { kind: 'client', attributes: { 'session.id': 's-1' } });
    const carried = traceparentOf(first);
    await traced('answer', { kind: 'server', parent: carried }, async () => 'done');
    first.end();
    const spans = await sent();
    const [ask, answer] = [
      spans.find(({ name }) => name === 'ask'),
      spans.find(({ name }) => name === 'answer'),
    ];
    expect(ask).toMatchObject({
      service: 'test',
      parentId: undefined,
      attributes: { 'session.id': 's-1' },
    });
    expect(answer).toMatchObject({ traceId: ask?.traceId, parentId: ask?.spanId });
    expect(carried).toBe(`00-${ask?.traceId}-${ask?.spanId}-01`);
    expect(traceIdOf(carried)).toBe(ask?.traceId);
    expect(receiver.refused).toEqual([]);
  });

  it('a failure is noted by its name, and its words stay here', async () => {
    receiver = await OtlpReceiver.start();
    await start(receiver.url);
    const failing = traced('work', {}, async () => {
      throw new RangeError('what the person said');
    });
    await expect(failing).rejects.toThrow(RangeError);
    const span = startSpan('claim');
    markFailed(span, 'full');
    span.end();
    expect((await sent()).map(({ isFailed, attributes }) => [isFailed, attributes])).toEqual([
      [true, { 'error.type': 'RangeError' }],
      [true, { 'error.type': 'full' }],
    ]);
    expect(receiver.raw).not.toContain('what the person said');
  });

  it('what is over already can be noted with its own times, and linked to what led to it', async () => {
    receiver = await OtlpReceiver.start();
    await start(receiver.url);
    const cause = startSpan('cause');
    const [startedAt, endedAt] = [1_700_000_000_000, 1_700_000_000_250];
    recordSpan('effect', { link: traceparentOf(cause), startedAt, endedAt });
    cause.end();
    const [effect, before] = await sent();
    expect(effect).toMatchObject({ name: 'effect', startedAt, endedAt, links: [before?.traceId] });
    expect(effect?.traceId).not.toBe(before?.traceId);
  });

  it('more spans than may wait are dropped, not kept', async () => {
    receiver = await OtlpReceiver.start();
    await start(receiver.url);
    for (let each = 0; each < 10_000; each++) startSpan('work').end();
    const { length } = await sent();
    expect(length).toBeGreaterThan(2_000);
    expect(length).toBeLessThan(3_000);
  });

  it('a stream that nobody reads to its end has an end in the trace', async () => {
    receiver = await OtlpReceiver.start();
    await start(receiver.url);
    for await (const part of tracedStream('stream', {}, counting)) if (part === 1) break;
    expect((await sent()).map(({ name }) => name)).toEqual(['stream']);
  });
});

describe('with a collector that is not there', () => {
  it('a line says so, without what the address holds of a password, and the work and the end of the service go on', async () => {
    await start('http://somebody:secret@127.0.0.1:1');
    expect(await traced('work', {}, async () => 'done')).toBe('done');
    await vi.waitFor(() => expect(messages()).toHaveLength(2), { timeout: 15_000 });
    await tracing?.close();
    expect(messages()).toEqual([
      'traces are sent',
      'collector takes no traces; nothing else is harmed',
    ]);
    expect(JSON.stringify(log)).not.toContain('secret');
  });
});

describe('without a collector', () => {
  it('nothing is carried and nothing is logged', async () => {
    await start(undefined);
    const span = startSpan('work');
    expect(traceparentOf(span)).toBeUndefined();
    expect(await traced('work', {}, () => 7)).toBe(7);
    recordSpan('work', { startedAt: 1, endedAt: 2 });
    expect(log).toEqual([]);
  });
});
