import { int16ToFloat } from '@parley/audio';
import { SpeechAct, type AnswerPart, type AskRequest } from '@parley/protocol';
import { afterAll, expect, it, vi } from 'vitest';
import { TestSession } from './testing/test-session.js';
import { startTestWorker } from './testing/test-worker.js';

/** Replies are spoken at the pace of speech, several in a test. */
vi.setConfig({ testTimeout: 120_000 });

const WORKER_ID = 'lm-acts';
const CITATIONS = [{ document: 'doors.md', title: 'Doors', score: 0.9 }];
const ANSWER = ['The door code is B4-7.', 'Ask Nora Lind for a key that opens every other door.'];
const DONE = {
  type: 'done',
  grounded: true,
  citations: CITATIONS,
  retrievalMs: 1,
  totalMs: 2,
} as const;

let sessions = 0;
const until = (check: () => void) => vi.waitFor(check, { timeout: 25_000, interval: 20 });
const open = async (options = {}) =>
  (await TestSession.open(bus, WORKER_ID, `session-${sessions++}`, options)).talk;

/** A command is told by its own word. */
function* answerTo({ question }: AskRequest): Generator<AnswerPart> {
  const act = SpeechAct.safeParse(question);
  if (act.success) {
    yield { type: 'act', act: act.data };
    yield { ...DONE, grounded: false, citations: [], answeredBy: 'act' };
    return;
  }
  for (const text of ANSWER) yield { type: 'sentence', text, citations: CITATIONS };
  yield { ...DONE, answeredBy: 'extractive' };
}

const { bus, asked, close } = await startTestWorker({ WORKER_ID, LM_SLOTS: '9' }, answerTo);
afterAll(close);

/** Asks, and resolves when the agent listens again. @returns the frames of it that have a voice */
async function hear(talk: TestSession, words: string): Promise<Int16Array[]> {
  const [frames, events] = [talk.frames.length, talk.events.length];
  talk.ask(words);
  await until(() =>
    expect(talk.events.slice(events).at(-1)).toEqual({ type: 'state', state: 'listening' }),
  );
  return talk.frames.slice(frames);
}

/** Interrupts the answer in its second sentence. */
async function interrupt(talk: TestSession, command: string): Promise<void> {
  talk.ask('how do I get in');
  await until(() => expect(talk.pieces.join('')).toContain('Nora'));
  const events = talk.events.length;
  talk.ask(command);
  await until(() =>
    expect(talk.events.slice(events).at(-1)).toEqual({ type: 'state', state: 'listening' }),
  );
}

it('says that it can perform acts when it asks', async () => {
  const talk = await open();
  await hear(talk, 'how do I get in');
  expect(asked.at(-1)).toMatchObject({ canAct: true });
  await talk.close();
});

it('gives the last reply once more, with its sources', async () => {
  const talk = await open();
  await hear(talk, 'how do I get in');
  await hear(talk, 'repeat');
  expect(talk.answers).toEqual([ANSWER.join(' '), ANSWER.join(' ')]);
  expect(talk.all('citations').at(-1)).toMatchObject({ grounded: true, citations: CITATIONS });
  await talk.close();
});

it('gives what was said before it had the session once more', async () => {
  const history = [{ role: 'assistant', text: 'It is on the second floor.' }];
  const talk = await open({ history });
  await hear(talk, 'repeat');
  expect(talk.answers).toEqual(['It is on the second floor.']);
  await talk.close();
});

it('spells what is hard to write down in the last reply', async () => {
  const talk = await open();
  await hear(talk, 'how do I get in');
  await hear(talk, 'spell');
  expect(talk.answers.at(-1)).toBe('B4-7: B, 4, dash, 7.');
  await talk.close();
});

it.each(['stop', 'wait'])('is silent after "%s", and neither answers nor refuses', async (act) => {
  const talk = await open();
  await interrupt(talk, act);
  const frames = await hear(talk, act);
  expect(talk.voicedFrames(talk.frames.length - frames.length)).toBe(0);
  expect(talk.answers).toHaveLength(1);
  expect(talk.all('citations').every(({ grounded }) => grounded)).toBe(true);
  await talk.close();
});

it('goes on with the sentence in which it was interrupted', async () => {
  const talk = await open();
  await interrupt(talk, 'stop');
  await hear(talk, 'continue');
  expect(talk.answers.at(-1)).toBe(ANSWER[1]);
  await talk.close();
});

const loudness = (frames: readonly Int16Array[]) => {
  const samples = frames
    .flatMap((frame) => [...int16ToFloat(frame)])
    .filter((x) => Math.abs(x) > 0.003);
  return Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
};
const voiced = (frames: readonly Int16Array[]) =>
  frames.filter((frame) => loudness([frame]) > 0.01);

it('speaks more slowly for the rest of the session, and no slower than can be followed', async () => {
  const talk = await open();
  const before = voiced(await hear(talk, 'how do I get in')).length;
  await hear(talk, 'slower');
  const after = voiced(await hear(talk, 'repeat')).length;
  expect(after / before).toBeGreaterThan(1.15);
  await hear(talk, 'slower');
  await hear(talk, 'slower');
  expect(talk.answers.at(-1)).toBe('I cannot speak any slower.');
  await talk.close();
});

it('speaks louder without clipping', async () => {
  const talk = await open();
  const before = await hear(talk, 'how do I get in');
  await hear(talk, 'louder');
  await hear(talk, 'louder');
  const after = await hear(talk, 'repeat');
  expect(loudness(after) / loudness(before)).toBeGreaterThan(1.8);
  expect(Math.max(...after.flatMap((frame) => [...frame]))).toBeLessThan(32_767);
  await talk.close();
});
