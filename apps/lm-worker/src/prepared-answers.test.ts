import type { AnswerGiven, AnswerPart } from '@parley/protocol';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { freePort } from './testing/free-port.js';
import { TestSession } from './testing/test-session.js';
import { startTestWorker } from './testing/test-worker.js';

const WORKER_ID = 'lm-prepared';
const DONE: AnswerPart = {
  type: 'done',
  grounded: true,
  citations: [],
  answeredBy: 'extractive',
  retrievalMs: 1,
  totalMs: 2,
};

const port = await freePort();
const { bus, asked, close } = await startTestWorker(
  { WORKER_ID, LM_SLOTS: '8', HEALTH_PORT: String(port) },
  ({ question }) => [{ type: 'sentence', text: `You asked: ${question}.`, citations: [] }, DONE],
);
afterAll(close);
const given: AnswerGiven[] = [];
bus.subscribe('answerGiven', '', (answer) => given.push(answer));
let sessions = 0;
const until = (check: () => void) => vi.waitFor(check, { timeout: 25_000, interval: 20 });

const open = async () => (await TestSession.open(bus, WORKER_ID, `prepared-${sessions++}`)).talk;

/** The worker's figures by name, without those that only say how long something took. */
async function figures(): Promise<Record<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const lines = text.matchAll(
    /^(parley_lm_(?:syntheses|answers|prepared_answers)_total\S*) (\d+)/gm,
  );
  return Object.fromEntries([...lines].map(([, name = '', value]) => [name, Number(value)]));
}

async function droppedOnes(): Promise<number> {
  const all = Object.entries(await figures());
  return all.find(([name]) => name.includes('outcome="dropped"'))?.[1] ?? 0;
}

beforeEach(() => {
  asked.length = 0;
  given.length = 0;
});

it('is asked for once, ahead, and given when the turn ends with those words', async () => {
  const talk = await open();
  talk.userStarts();
  talk.userPauses('where is the printer');
  await until(() => expect(asked).toHaveLength(1));
  talk.userSaid('where is the printer');
  await until(() => expect(talk.answers).toEqual(['You asked: where is the printer.']));
  expect(asked).toMatchObject([{ question: 'where is the printer', isAhead: true }]);
  expect(given).toMatchObject([{ done: DONE }]);
  await talk.close();
});

it('is neither heard nor told nor counted before the turn is over', async () => {
  const before = await figures();
  const talk = await open();
  talk.userStarts();
  talk.userPauses('where is the printer');
  await until(() => expect(asked).toHaveLength(1));
  const heardBy = talk.frames.length;
  await until(() => expect(talk.frames.length).toBeGreaterThan(heardBy + 12));
  expect(talk.voicedFrames()).toBe(0);
  expect(talk.events.map(({ type }) => type)).toEqual(['state', 'state']);
  expect(given).toEqual([]);
  expect(await figures()).toEqual(before);
  await talk.close();
});

it.each([
  ['speech goes on', (talk: TestSession) => talk.userPauses()],
  ['the words prove to be others', () => undefined],
])('is thrown away when %s', async (_, goOn) => {
  const before = await droppedOnes();
  const talk = await open();
  talk.userStarts();
  talk.userPauses('where is the');
  await until(() => expect(asked).toHaveLength(1));
  goOn(talk);
  talk.userSaid('where is the printer');
  await until(() => expect(talk.answers).toEqual(['You asked: where is the printer.']));
  talk.ask('and who mends it');
  await until(() => expect(asked).toHaveLength(3));
  expect(asked.map(({ isAhead }) => isAhead ?? false)).toEqual([true, false, false]);
  expect(asked[2]?.history.map(({ text }) => text)).toEqual([
    'where is the printer',
    'You asked: where is the printer.',
  ]);
  expect(given).toEqual([]);
  expect(await droppedOnes()).toBe(before + 1);
  await talk.close();
});

it('is prepared again for a turn that goes on after it was taken for over', async () => {
  const talk = await open();
  talk.ask('where is the');
  await until(() => expect(asked).toHaveLength(1));
  talk.hear({ type: 'speech-start', turn: 1, startedAt: Date.now() });
  talk.userPauses('where is the printer');
  await until(() => expect(asked).toHaveLength(2));
  talk.userSaid('where is the printer');
  await until(() => expect(talk.answers.at(-1)).toBe('You asked: where is the printer.'));
  expect(asked).toHaveLength(2);
  expect(asked[1]).toMatchObject({ isAhead: true, history: [] });
  await talk.close();
});
