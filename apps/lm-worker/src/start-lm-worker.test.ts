import type { AnswerPart, AskRequest } from '@parley/protocol';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { childProcesses } from './testing/child-processes.js';
import { TestSession } from './testing/test-session.js';
import { startTestWorker } from './testing/test-worker.js';

const WORKER_ID = 'lm-test';
const SHORT = 'Open the VPN client, then choose your campus.';
const LONG = `${SHORT} After that, type your password and confirm it on your telephone. When the icon turns green, you can reach your files from everywhere.`;
const CITATIONS = [{ document: 'vpn-setup.md', title: 'Set up the VPN', score: 0.9 }];

const DONE: AnswerPart = {
  type: 'done',
  grounded: true,
  citations: CITATIONS,
  answeredBy: 'extractive',
  retrievalMs: 1,
  totalMs: 2,
};

let script: (request: AskRequest) => AnswerPart[];
const { bus, asked, close } = await startTestWorker({ WORKER_ID, LM_SLOTS: '4' }, (request) =>
  script(request),
);
afterAll(close);
const talks: TestSession[] = [];

const say = (text: string): AnswerPart[] => [
  { type: 'sentence', text, citations: CITATIONS },
  DONE,
];
const until = (check: () => void) => vi.waitFor(check, { timeout: 25_000, interval: 20 });
let sessions = 0;

async function open(options = {}): Promise<TestSession> {
  const { talk, reply } = await TestSession.open(bus, WORKER_ID, `session-${sessions++}`, options);
  expect(reply).toEqual({ ok: true, workerId: WORKER_ID });
  talks.push(talk);
  return talk;
}

afterEach(async () => {
  for (const talk of talks.splice(0)) await talk.close();
  asked.length = 0;
});

describe('an answer of the cascade', () => {
  it('is spoken aloud, and its text comes word by word and adds up to the transcript', async () => {
    script = () => say(SHORT);
    const talk = await open();
    talk.ask('how do I use the VPN');
    await until(() => expect(talk.states).toHaveLength(5));
    expect(talk.answers).toEqual([SHORT]);
    expect(talk.pieces.join('')).toBe(` ${SHORT}`);
    expect(talk.pieces.length).toBeGreaterThan(4);
    expect(talk.voicedFrames()).toBeGreaterThan(20);
    expect(talk.states).toEqual(['listening', 'hearing', 'thinking', 'speaking', 'listening']);
  });

  it('comes with its citations and with the time of each stage', async () => {
    script = () => say(SHORT);
    const talk = await open();
    talk.ask('how do I use the VPN');
    await until(() => expect(talk.all('timings')).toHaveLength(1));
    expect(talk.all('citations')).toEqual([
      { type: 'citations', turn: 1, grounded: true, citations: CITATIONS },
    ]);
    const { endOfTurn, transcript, answer, voice, firstFrame } = talk.all('timings')[0]!.latencyMs;
    expect([endOfTurn, transcript]).toEqual([440, 500]);
    expect([500, answer, voice, firstFrame]).toEqual(
      [500, answer, voice, firstFrame].sort((a, b) => a - b),
    );
  });

  it('stands in a stream of one frame a step that never stops', async () => {
    script = () => say(SHORT);
    const talk = await open();
    talk.ask('how do I use the VPN');
    await until(() => expect(talk.answers).toHaveLength(1));
    expect(talk.frames.every((frame) => frame.length === 1_920)).toBe(true);
    expect(talk.stamps.map(({ sequence }) => sequence)).toEqual(talk.frames.map((_, i) => i));
  });

  it('is asked for with the persona and what was said before', async () => {
    script = () => say('Yes.');
    const talk = await open({
      persona: 'You are kind.',
      history: [{ role: 'user', text: 'hello' }],
    });
    talk.ask('first question');
    await until(() => expect(talk.answers).toEqual(['Yes.']));
    talk.ask('second question');
    await until(() => expect(asked).toHaveLength(2));
    expect(asked[1]).toMatchObject({
      question: 'second question',
      inDomain: true,
      persona: 'You are kind.',
      history: [
        { role: 'user', text: 'hello' },
        { role: 'user', text: 'first question' },
        { role: 'assistant', text: 'Yes.' },
      ],
    });
  });

  it('is an apology when the service fails', async () => {
    script = () => [{ type: 'failed', message: 'The index is broken.' }];
    const talk = await open();
    talk.ask('how do I use the VPN');
    await until(() => expect(talk.answers).toHaveLength(1));
    expect(talk.answers[0]).toMatch(/^Sorry/);
    expect(talk.faults).toMatchObject([{ fatal: false }]);
  });

  it('is not given to a cough', async () => {
    const talk = await open();
    talk.ask(' ');
    await until(() => expect(talk.states).toEqual(['listening', 'hearing', 'listening']));
    expect(asked).toEqual([]);
  });
});

it('asks back what it is not sure to have heard, and looks nothing up', async () => {
  const talk = await open();
  talk.userStarts();
  talk.userSaid('a fishing male', { isSure: false });
  await until(() => expect(talk.answers).toHaveLength(1));
  expect(talk.answers[0]).toBe('Sorry, I did not catch that. Could you say it again?');
  expect(talk.all('citations')).toMatchObject([{ grounded: false, citations: [] }]);
  expect(asked).toEqual([]);
});

describe('a user who speaks over the agent', () => {
  const spokenOver = async () => {
    script = () => say(LONG);
    const talk = await open();
    talk.ask('how do I use the VPN');
    await until(() => expect(talk.pieces.length).toBeGreaterThan(4));
    talk.userStarts();
    talk.userSays('you have');
    const from = talk.frames.length;
    // two seconds of voice, after which partial results are trusted
    await until(() => expect(talk.frames.length).toBeGreaterThan(from + 27));
    expect(talk.all('interrupted')).toEqual([]);
    talk.userSays('where is');
    await until(() => expect(talk.all('interrupted')).toEqual([{ type: 'interrupted', turn: 1 }]));
    return talk;
  };

  it('silences it at once, and what was not said is not in the transcript', async () => {
    const talk = await spokenOver();
    const from = talk.frames.length + 1;
    await until(() => expect(talk.frames.length).toBeGreaterThan(from + 5));
    expect(talk.voicedFrames(from)).toBe(0);
    expect(talk.answers).toEqual([talk.pieces.join('').trim()]);
    expect(LONG.startsWith(talk.answers[0]!)).toBe(true);
    expect(talk.answers[0]!.length).toBeLessThan(LONG.length / 2);
  });

  it('does not stop it with a cough in which the recogniser is not sure to have heard a few words', async () => {
    script = () => say(LONG);
    const talk = await open();
    talk.ask('how do I use the VPN');
    await until(() => expect(talk.pieces.length).toBeGreaterThan(4));
    talk.userStarts();
    talk.userSaid('thank you for watching', { isSure: false });
    await until(() => expect(talk.answers).toEqual([LONG]));
    expect(talk.all('interrupted')).toEqual([]);
  });

  it('does not make it go on by a cough', async () => {
    const talk = await spokenOver();
    talk.userSaid('');
    await until(() => expect(talk.states.at(-1)).toBe('listening'));
    const from = talk.frames.length;
    await until(() => expect(talk.frames.length).toBeGreaterThan(from + 5));
    expect(talk.voicedFrames(from)).toBe(0);
  });

  it('silences it for as long as it is not known what they say', async () => {
    script = () => say(LONG);
    const talk = await open();
    talk.ask('how do I use the VPN');
    await until(() => expect(talk.pieces.length).toBeGreaterThan(4));
    talk.userStarts();
    const from = talk.frames.length;
    await until(() => expect(talk.frames.length).toBeGreaterThan(from + 12));
    // two frames until the event is there, three of a voice that may be a cough, and one that fades out
    expect(talk.voicedFrames(from + 6)).toBe(0);
    expect(talk.all('interrupted')).toEqual([]);
  });

  it.each(['', 'mm hm', 'okay'])('does not stop it by "%s"', async (text) => {
    script = () => say('Open the settings, choose the network, and then enter your password.');
    const talk = await open();
    talk.ask('how do I use the VPN');
    await until(() => expect(talk.pieces.length).toBeGreaterThan(2));
    talk.userStarts();
    const from = talk.frames.length;
    await until(() => expect(talk.frames.length).toBeGreaterThan(from + 8));
    talk.userSaid(text);
    await until(() => expect(talk.answers).toHaveLength(1));
    expect(talk.answers).toEqual([
      'Open the settings, choose the network, and then enter your password.',
    ]);
    expect(talk.pieces.join('').trim()).toBe(talk.answers[0]);
    expect(talk.all('interrupted')).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('is answered by the newer question', async () => {
    const talk = await spokenOver();
    script = () => say('On the third floor.');
    talk.userSaid('where is the service desk');
    await until(() => expect(talk.answers).toHaveLength(2));
    expect(talk.answers[1]).toBe('On the third floor.');
    expect(talk.all('transcript').at(-1)).toMatchObject({ turn: 2, final: true });
  });

  it('is answered once, to the newer question, after two in a row', async () => {
    script = ({ question }) => say(`You asked about ${question}.`);
    const talk = await open();
    talk.ask('printing');
    talk.ask('phishing');
    await until(() => expect(talk.answers).toEqual(['You asked about phishing.']));
    expect(asked.at(-1)?.history).toEqual([{ role: 'user', text: 'printing' }]);
  });

  it('can do the same by hand', async () => {
    script = () => say(LONG);
    const talk = await open();
    talk.ask('how do I use the VPN');
    await until(() => expect(talk.pieces.length).toBeGreaterThan(1));
    bus.publish('control', talk.sessionId, { type: 'interrupt' });
    await until(() => expect(talk.states.at(-1)).toBe('listening'));
    expect(talk.all('interrupted')).toHaveLength(1);
  });
});

describe('the worker', () => {
  it('says the answer all the same when the voice process dies in the middle of it', async () => {
    script = () => say(LONG);
    const talk = await open();
    talk.ask('how do I use the VPN');
    await until(() => expect(talk.pieces.length).toBeGreaterThan(1));
    for (const pid of await childProcesses('flite-child')) process.kill(pid, 'SIGKILL');
    await until(() => expect(talk.answers).toEqual([LONG]));
  });

  it('carries two talks at once, each with its own answer and voice', async () => {
    script = ({ question }) => say(`You asked about ${question}.`);
    const talk = await open({ voice: 'NATM1.pt' });
    const other = await open({ voice: 'kal16' });
    talk.ask('printing');
    other.ask('phishing');
    await until(() =>
      expect([talk, other].map(({ answers }) => answers)).toEqual([
        ['You asked about printing.'],
        ['You asked about phishing.'],
      ]),
    );
    expect(Math.min(talk.voicedFrames(), other.voicedFrames())).toBeGreaterThan(8);
  });

  it('refuses a voice that it does not have, and names those it has', async () => {
    const { talk, reply } = await TestSession.open(bus, WORKER_ID, 'session-x', {
      voice: '../etc',
    });
    await talk.close();
    expect(reply).toMatchObject({
      ok: false,
      code: 'bad-request',
      message: expect.stringContaining('slt, rms, awb, kal16'),
    });
  });
});
