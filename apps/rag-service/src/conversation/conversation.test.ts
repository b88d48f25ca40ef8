import type { AnswerPart, Utterance } from '@parley/protocol';
import { describe, expect, it } from 'vitest';
import { AnswerPipeline } from '../answer/answer-pipeline.js';
import { ExtractiveAnswerer } from '../answer/extractive-answerer.js';
import { indexOf } from '../testing/index-of.js';
import { Conversation } from './conversation.js';
import { IntentReader } from './intent-reader.js';

const index = await indexOf({
  'printing.md':
    '# Printing\n\nA colour page costs 20 cents.\n\nPaper is in the cupboard of room 4.',
  'fire.md': '# Fire safety\n\nIf there is a fire, meet at the car park behind building C.',
  'wifi.md': '# Wireless network\n\nThe network for guests is called Northfield-Guest.',
});
const intents = await IntentReader.open();
const asked: string[] = [];
const pipeline = new AnswerPipeline({
  snapshot: () => ({ version: '1', documents: 3, index, hashes: new Map() }),
  answerers: () => [new ExtractiveAnswerer()],
  topK: 3,
  minScore: 0.5,
  serviceDesk: 'the help line',
  onFallback: ({ message }) => expect.unreachable(message),
});
const conversation = new Conversation({
  documents: {
    ask: (request, signal) => {
      asked.push(request.question);
      return pipeline.ask(request, signal);
    },
  },
  intents,
  serviceDesk: 'the help line',
  safetyReplies: {
    fire: 'Leave the building.',
    medical: 'Call an ambulance.',
    'self-harm': 'Talk to somebody.',
    threat: 'Call the police.',
  },
});

interface Setting {
  history?: Utterance[];
  persona?: string;
  canAct?: boolean;
}

/** @returns what is said, how it ends, and what the documents were asked for it */
async function say(question: string, { history = [], persona = '', canAct = false }: Setting = {}) {
  asked.length = 0;
  const parts: AnswerPart[] = [];
  const request = { question, history, persona, canAct, inDomain: true, withRanking: false };
  for await (const part of conversation.ask(request, new AbortController().signal))
    parts.push(part);
  const text = parts.flatMap((part) => (part.type === 'sentence' ? [part.text] : [])).join(' ');
  const end = parts.at(-1);
  if (end?.type !== 'done') throw new Error('The stream did not end with done.');
  return { text, parts, end, asked: [...asked] };
}

const user = (text: string): Utterance => ({ role: 'user', text });
const agent = (text: string): Utterance => ({ role: 'assistant', text });
const ABOUT_PRINTING = [user('How much is a colour page?'), agent('A colour page costs 20 cents.')];

it('answers small talk without looking anything up', async () => {
  const { text, end, asked } = await say('Thank you!');
  expect(text).toBe('You are welcome. Is there anything else?');
  expect(end).toMatchObject({ answeredBy: 'smalltalk', grounded: false, citations: [] });
  expect(asked).toEqual([]);
});

it.each([
  'Hello!',
  'good morning',
  'Thank you very much.',
  'thanks, that is all I wanted to know',
  'goodbye',
  'Who are you?',
  "What's your name?",
  'What can you do?',
  '',
  '...',
  'How are you?',
  'Are you a real person?',
  'that is not what I asked',
  "No, you're wrong",
  'what time is it',
])('has a reply to "%s"', async (question) => {
  const { text, end, asked } = await say(question);
  expect(text).toMatch(/\w.*[.?]$/);
  expect(end.answeredBy).toBe('smalltalk');
  expect(asked).toEqual([]);
});

it.each([
  ['Hello, how do I print?', 'how do I print?'],
  ['hello how do i print', 'how do i print'],
  ['Hi, my name is Tom, where is the paper?', 'where is the paper?'],
  ['Thanks, and where is the paper?', 'and where is the paper?'],
  ['thank you mail', 'thank you mail'],
  ['help me print', 'help me print'],
  ['who are you calling with the projector', 'who are you calling with the projector'],
  ['how do I stop the printer', 'how do I stop the printer'],
])('asks the documents "%s"', async (question, search) =>
  expect((await say(question)).asked).toEqual([search]),
);

describe('commands', () => {
  it.each([
    ['Stop!', 'stop'],
    ['wait, let me find a pen', 'wait'],
    ['could you say that again', 'repeat'],
    ['slower, please', 'slower'],
    ['please speak a bit faster', 'faster'],
    ["I can't hear you, speak up", 'louder'],
    ['not so loud please', 'quieter'],
    ['spell that for me please', 'spell'],
  ])('"%s" is the act %s', async (question, act) => {
    const { parts, end } = await say(question, { canAct: true, history: ABOUT_PRINTING });
    expect(parts[0]).toEqual({ type: 'act', act });
    expect(end).toMatchObject({ answeredBy: 'act', citations: [] });
  });

  it('are answered in words where nobody can act', async () => {
    expect((await say('say that again', { history: ABOUT_PRINTING })).text).toBe(
      'A colour page costs 20 cents.',
    );
    expect((await say('repeat that please')).text).toBe('I have not said anything yet.');
    expect((await say('stop')).text).toBe('All right.');
  });

  it('tell "go on" after an interruption from "go on" for the next step', async () => {
    const cut = [user('How much is a colour page?'), agent('A colour page')];
    const options = { canAct: true };
    expect((await say('go on', { ...options, history: cut })).parts[0]).toEqual({
      type: 'act',
      act: 'continue',
    });
    expect((await say('go on', { ...options, history: ABOUT_PRINTING })).asked).toHaveLength(1);
  });

  it('go back to the answer before', async () => {
    const history = [...ABOUT_PRINTING, user('Where is paper?'), agent('In the cupboard.')];
    expect((await say('go back', { history })).text).toBe('A colour page costs 20 cents.');
  });
});

describe('asked about the last answer', () => {
  it('names the document that it came from', async () => {
    const history = [...ABOUT_PRINTING, user('thank you'), agent('You are welcome.')];
    const { text, end } = await say('Where does it say that?', { history });
    expect(text).toBe(
      'It is from the document "Printing", which says: A colour page costs 20 cents.',
    );
    expect(end.citations).toMatchObject([{ document: 'printing.md' }]);
    expect((await say('are you sure?', { history })).text).toMatch(/"Printing"/);
  });

  it('says so when there is none', async () => {
    expect((await say('Where does it say that?')).text).toBe(
      'I have no document to show for that. Please ask the help line.',
    );
  });
});

it('forgets courtesies when a follow-up leans on what was said', async () => {
  const history = [
    user('What is the network for guests called?'),
    agent('Northfield-Guest.'),
    user('who are you'),
    agent('I am Parley.'),
  ];
  const { text } = await say('and what is it called again for guests', { history });
  expect(text).toContain('Northfield-Guest');
});

it('takes "yes" after a question of its own for an answer to that', async () => {
  const history = [user('Is it free?'), agent('Do you mean printing or scanning?')];
  expect((await say('yes', { history })).asked).toEqual(['yes']);
  expect((await say('yes')).asked).toEqual([]);
});

it('has the name of its persona, and names the service desk to who asks for a person', async () => {
  const persona = 'You work for Northfield College and your name is Ada Byron. Be kind.';
  expect((await say('who are you', { persona })).text).toMatch(/^I am Ada Byron, a voice/);
  expect((await say('who are you', { persona: 'You are Ada, a guide.' })).text).toMatch(
    /^I am Ada,/,
  );
  expect((await say('who are you', { persona: 'You are a helpful assistant.' })).text).toMatch(
    /^I am Parley,/,
  );
  expect((await say('I want to talk to a human')).text).toContain('the help line');
});

describe('danger', () => {
  it.each([
    ["my colleague collapsed and isn't breathing", 'Call an ambulance.'],
    ["what do I do, he isn't breathing", 'Call an ambulance.'],
    ['I was printing pages. Then my boss fell, and he is unconscious!', 'Call an ambulance.'],
    ['help, the printer is on fire', 'Leave the building.'],
    ['I want to kill myself', 'Talk to somebody.'],
    ['there is a man with a gun in the hall', 'Call the police.'],
  ])('"%s" is met with a fixed reply and no search', async (question, reply) => {
    const { text, end, asked } = await say(question, { canAct: true });
    expect(text).toBe(reply);
    expect(end).toMatchObject({ answeredBy: 'safety', grounded: false, citations: [] });
    expect(asked).toEqual([]);
  });

  it('that is only asked about is answered from the documents, too', async () => {
    const { text, end } = await say('What should I do if there is a fire?');
    expect(text).toMatch(/^Leave the building\. .*car park behind building C/);
    expect(end).toMatchObject({ answeredBy: 'safety', grounded: true });
  });

  it('is not followed by a refusal', async () => {
    const { text } = await say('What do I do if somebody is unconscious?');
    expect(text).toBe('Call an ambulance.');
  });

  it.each(['how do I kill a frozen program', 'my laptop died', 'how do I fire somebody'])(
    '"%s" is none',
    async (question) => expect((await say(question)).end.answeredBy).not.toBe('safety'),
  );
});
