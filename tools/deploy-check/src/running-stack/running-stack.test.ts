import { once } from 'node:events';
import { decodeFrame, endsAnswer, type AnswerPart } from '@parley/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connectAs } from '../nats/secured-nats.js';
import { RunningStack } from './running-stack.js';
import { metricsIn, prometheusQueries } from './queries.js';

let stack: RunningStack;
beforeAll(async () => {
  stack = await RunningStack.open();
  await stack.ready();
});
afterAll(() => stack?.close());

/** Kinds of the first frames that a client gets. */
async function greeting(url: string): Promise<string> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/chat`);
  const [data] = (await once(socket, 'message')) as [Buffer];
  socket.close();
  return decodeFrame(new Uint8Array(data), 'parley').kind;
}

describe('the whole stack, with the rights that the shipped bus gives', () => {
  it('opens a session', async () => {
    expect(await greeting(stack.gateway.url)).toBe('handshake');
  });

  it('answers a question', async () => {
    const bus = await connectAs('cli', stack.nats.url);
    const question = { question: 'How do I reset my password?', history: [] };
    const isLast = endsAnswer;
    const parts: AnswerPart[] = [];
    for await (const part of bus.requestStream('ask', question, { timeoutMs: 10_000, isLast }))
      parts.push(part);
    await bus.close();
    expect(parts.at(-1)).toMatchObject({ type: 'done', grounded: true });
  });

  it('has the figures that dashboard, alerts and autoscaler ask for', async () => {
    const texts = await Promise.all(stack.programs.map((program) => program.metrics()));
    const declared = texts.join('\n').matchAll(/^# TYPE (\w+) /gm);
    const names = new Set([...declared].map(([, name]) => name));
    const asked = (await prometheusQueries()).flatMap(metricsIn);
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((name) => !names.has(name))).toEqual([]);
  });

  it('was refused nothing by the bus, and every service ends when it is told to', async () => {
    const codes = await Promise.all(stack.programs.map((program) => program.stop()));
    expect(codes).toEqual(stack.programs.map(() => 0));
    expect(stack.deniedByTheBus).toBe('');
  });
});
