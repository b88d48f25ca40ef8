import type { Bus } from '@parley/bus';
import type { AnswerPart } from '@parley/protocol';

/** All parts of the answer that a service on the bus gives. */
export async function ask(bus: Bus, question: string, withRanking = false): Promise<AnswerPart[]> {
  const parts: AnswerPart[] = [];
  const isLast = ({ type }: AnswerPart) => type !== 'sentence';
  const request = { question, history: [], withRanking };
  for await (const part of bus.requestStream('ask', request, { timeoutMs: 5_000, isLast }))
    parts.push(part);
  return parts;
}
