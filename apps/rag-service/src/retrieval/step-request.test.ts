import { expect, it } from 'vitest';
import { stepRequestOf } from './step-request.js';

const user = (text: string) => ({ role: 'user' as const, text });
const assistant = (text: string) => ({ role: 'assistant' as const, text });
const BEFORE = [user('How do I scan?'), assistant('First, this.')];

it.each(['next', 'Next step, please.', 'what then?', "OK, what's next?", 'and then?', 'go on'])(
  '"%s" asks for the next step',
  (question) => {
    expect(stepRequestOf(question, BEFORE)).toMatchObject({
      question: 'How do I scan?',
      history: [],
      steps: { oneByOne: false, further: 1 },
    });
  },
);

it.each(['next week', 'What is the next exam?', 'How do I print?', 'then the printer stops'])(
  '"%s" does not',
  (question) => expect(stepRequestOf(question, BEFORE)).toBeUndefined(),
);

it('counts how often it was asked, whether or not the history holds the last time', () => {
  const history = [...BEFORE, user('next'), assistant('Step 4.')];
  expect(stepRequestOf('next', history)?.steps.further).toBe(2);
  expect(stepRequestOf('next', [...history, user('next')])?.steps.further).toBe(2);
});

it.each([
  ['How do I print, step by step?', 'How do I print,  ?'],
  ['Step by step, please', 'How do I scan?'],
  ['Tell me one step at a time', 'How do I scan?'],
])('"%s" asks for single steps', (question, about) => {
  expect(stepRequestOf(question, BEFORE)).toMatchObject({
    question: about,
    steps: { oneByOne: true, further: 0 },
  });
});

it('asks for nothing where there was no question', () => {
  expect(stepRequestOf('next', [])).toBeUndefined();
  expect(stepRequestOf('step by step', [])).toBeUndefined();
});
