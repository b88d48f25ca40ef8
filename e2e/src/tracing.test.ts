import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OtlpReceiver, type ReceivedSpan } from '@parley/telemetry/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startStack, type Stack } from './support/stack.js';
import { questions, talk, type ConversationJson } from './support/talk.js';

const PERSONA = 'You are the receptionist of a lighthouse.';

let receiver: OtlpReceiver;
let stack: Stack;
let conversation: ConversationJson;
let opening: ReceivedSpan[];
let question: ReceivedSpan[];

beforeAll(async () => {
  receiver = await OtlpReceiver.start();
  stack = await startStack({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, DEFAULT_TEXT_PROMPT: PERSONA },
  });
  conversation = await talk(questions[0]?.file ?? '', stack.url);
  opening = await traceWith('open session', 7);
  question = await traceWith('answer question', 10);
}, 120_000);
afterAll(async () => {
  await stack?.close();
  await receiver?.close();
});

/** The trace that holds a span of this name, once it has so many spans. */
function traceWith(name: string, spans: number): Promise<ReceivedSpan[]> {
  const look = () => {
    const trace = receiver.trace(receiver.spans.find((span) => span.name === name)?.traceId);
    expect(trace.length).toBeGreaterThanOrEqual(spans);
    return trace;
  };
  return vi.waitFor(look, { timeout: 20_000, interval: 200 });
}

const rootOf = (trace: readonly ReceivedSpan[]) =>
  trace.find(({ parentId }) => parentId === undefined);

/** Every span as "service: its name", below the one that it is a part of. */
function tree(trace: readonly ReceivedSpan[], parentId?: string): string[] {
  return trace
    .filter((span) => span.parentId === parentId)
    .flatMap((span) => [
      `${String(span.service)}: ${span.name}`,
      ...tree(trace, span.spanId).map((line) => `  ${line}`),
    ]);
}

describe('the opening of a session', () => {
  it('is one trace through the gateway and the three workers that give it a slot', () => {
    expect(tree(opening)).toEqual([
      'gateway: open session',
      '  gateway: claim slot',
      '    lm-worker: open slot',
      '  gateway: claim slot',
      '    codec-worker: open slot',
      '  gateway: claim slot',
      '    asr-worker: open slot',
    ]);
    expect(opening.filter(({ isFailed }) => isFailed)).toEqual([]);
  });

  it('is found by the session, and leads to its log lines', async () => {
    const root = rootOf(opening);
    const claim = opening.find(({ name }) => name === 'claim slot');
    const sessionId = root?.attributes['session.id'];
    expect(claim?.attributes).toEqual({
      'messaging.system': 'nats',
      'messaging.destination.template': 'v2.worker.<wid>.open',
      'session.id': sessionId,
      'parley.worker.role': 'lm',
      'parley.worker.id': expect.stringMatching(/^lm-worker-/),
    });
    for (const service of ['gateway', 'lm-worker']) {
      const log = await readFile(join(stack.home, 'logs', `${service}.log`), 'utf8');
      const line = log.split('\n').find((each) => each.includes('"session opened"')) ?? '{}';
      expect(JSON.parse(line), service).toMatchObject({ sessionId, traceId: root?.traceId });
    }
  });
});

describe('a question', () => {
  it('is one trace from the end of speech through ears and documents to the first clause', () => {
    expect(tree(question)).toEqual([
      'asr-worker: hear question',
      '  asr-worker: await end of turn',
      '  asr-worker: transcribe',
      '  lm-worker: answer aloud',
      '    lm-worker: ask',
      '      rag-service: answer question',
      '        rag-service: retrieve',
      '        rag-service: word answer',
      '    lm-worker: synthesise clause',
      '    lm-worker: await frame',
    ]);
    expect(question.find(({ name }) => name === 'answer aloud')?.events).toEqual([
      'first clause spoken',
    ]);
  });

  it('lasts as long as the person was told', () => {
    const endOf = (wanted: string) => question.find(({ name }) => name === wanted)?.endedAt ?? 0;
    const begin = rootOf(question)?.startedAt ?? 0;
    const { transcript, firstFrame } = conversation.latencyMs;
    expect(endOf('transcribe') - begin).toBeCloseTo(transcript, 0);
    expect(endOf('await frame') - begin).toBeCloseTo(firstFrame, 0);
  });

  it('is linked to the opening of its session, and says what became of it', () => {
    const [first, opened] = [rootOf(question), rootOf(opening)];
    expect(first).toMatchObject({
      links: [opened?.traceId],
      attributes: { 'session.id': opened?.attributes['session.id'], 'parley.turn': 1 },
    });
    expect(question.find(({ name }) => name === 'answer question')?.attributes).toMatchObject({
      'parley.answered_by': 'extractive',
      'parley.grounded': true,
    });
  });
});

it('no trace holds what was said, what was answered, or who the voice is to be', () => {
  expect(receiver.refused).toEqual([]);
  const words = [conversation.transcript, PERSONA, ...conversation.answer.split(/[.,]\s*/)];
  const told = words.filter((word) => word.length > 12 && receiver.raw.includes(word));
  expect(told).toEqual([]);
});
