import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack, type Stack } from './support/stack.js';
import { questions, talk, type ConversationJson, type BundledQuestion } from './support/talk.js';

/** Sessions at once; more than one, so that the suite shows that they do not disturb each other. */
const AT_ONCE = 2;

let stack: Stack;
const heard = new Map<string, ConversationJson>();

beforeAll(async () => {
  stack = await startStack();
  await askAll([...questions]);
}, 600_000);
afterAll(() => stack?.close());

async function askAll(waiting: BundledQuestion[]): Promise<void> {
  const worker = async () => {
    for (let question = waiting.pop(); question; question = waiting.pop())
      heard.set(question.id, await talk(question.file, stack.url));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const answerable = questions.filter(({ document }) => document !== null);
const unanswerable = questions.filter(({ document }) => document === null);

describe('the bundled spoken questions', () => {
  it('there are twenty that the documents answer and five that they do not', () => {
    expect([answerable.length, unanswerable.length]).toEqual([20, 5]);
  });

  it('at least 18 of 20 cite the right article first', () => {
    const wrong = answerable.filter(
      ({ id, document }) => heard.get(id)?.citations[0]?.document !== document,
    );
    expect(
      wrong
        .map(
          ({ id }) =>
            `${id}: heard "${heard.get(id)?.transcript}", cited ${heard.get(id)?.citations[0]?.document}`,
        )
        .slice(2),
    ).toEqual([]);
  });

  it('all that the documents do not hold are refused, naming the service desk and citing nothing', () => {
    for (const { id } of unanswerable) {
      expect(heard.get(id)?.answer, id).toMatch(/service desk/i);
      expect(heard.get(id)?.citations, id).toEqual([]);
    }
  });

  it('each conversation has sound for its answer and a frame for every 80 ms, silence included', () => {
    for (const { id } of questions) {
      const conversation = heard.get(id);
      expect(conversation?.audioSeconds, id).toBeGreaterThan(1);
      expect(conversation?.framesOut, id).toBeGreaterThan((conversation?.audioSeconds ?? 0) / 0.08);
      expect(conversation?.framesIn, id).toBeGreaterThan(0);
    }
  });

  it('the stages of the latency follow each other', () => {
    for (const { id } of questions) {
      const { endOfTurn, transcript, answer, voice, firstFrame } =
        heard.get(id)?.latencyMs ?? ({} as ConversationJson['latencyMs']);
      expect([endOfTurn, transcript, answer, voice, firstFrame], id).toEqual(
        [endOfTurn, transcript, answer, voice, firstFrame].sort((a, b) => a - b),
      );
    }
  });
});
