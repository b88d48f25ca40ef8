import { Bus, startNatsServer, type NatsServer } from '@parley/bus';
import type { AnswerPart } from '@parley/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askOverBus } from './ask.js';

let nats: NatsServer;
let asking: Bus;
let answering: Bus;
beforeAll(async () => {
  nats = await startNatsServer();
  asking = await Bus.connect({ url: nats.url, name: 'lm-worker' });
  answering = await Bus.connect({ url: nats.url, name: 'rag-service' });
});
afterAll(async () => {
  await asking.close();
  await answering.close();
  await nats.close();
});

const ANSWER: AnswerPart[] = [
  { type: 'sentence', text: 'It opens at nine.', citations: [] },
  {
    type: 'done',
    grounded: true,
    citations: [],
    answeredBy: 'extractive',
    retrievalMs: 1,
    totalMs: 1,
  },
];

async function answerTo(question: string, signal = new AbortController().signal) {
  const parts: AnswerPart[] = [];
  for await (const part of askOverBus(asking)({ question, history: [] }, signal, {}))
    parts.push(part);
  return parts;
}

it('waits a moment for a service that is being restarted', async () => {
  const answer = answerTo('When does it open?');
  await asking.nats.flush(); // the bus has said that nobody is there
  const service = answering.respondStream('ask', () => all(ANSWER), {
    queue: 'rag',
    onError: (error) => expect(error).toBeUndefined(),
  });
  expect(await answer).toEqual(ANSWER);
  await service.close();
});

it('gives up where none comes', async () => {
  await answering.nats.flush();
  await expect(answerTo('When does it open?')).rejects.toThrow('Nobody serves');
});

it('ends without a word when it is told to', async () => {
  await answering.nats.flush();
  expect(await answerTo('When does it open?', AbortSignal.abort())).toEqual([]);
});

async function* all(parts: AnswerPart[]): AsyncGenerator<AnswerPart> {
  yield* parts;
}
