import { expect, it } from 'vitest';
import type { EvalOutcome } from './evaluation.js';
import { judgementsOf, spokenSharesOf } from './spoken-evaluation.js';
import { spokenPage } from './spoken-page.js';
import { verdictOf } from './spoken-verdict.js';

const question = {
  question: 'How much leave do I get?',
  document: 'leave.md' as string | null,
  answer: [],
  facts: [['25 days', 'twenty-five days'], ['after a year']],
  not: ['30 days'],
  kind: 'number',
  history: [],
};

function outcome(said: string, change: Partial<EvalOutcome> = {}): EvalOutcome {
  return {
    question,
    rank: 1,
    first: 'leave.md',
    refused: false,
    answeredBy: 'extractive',
    said,
    sentences: [],
    elapsedMs: 1,
    ...change,
  };
}

it('is right with every fact in one of its wordings, partly with some, wrong with none', () => {
  expect(verdictOf(outcome('Staff get Twenty‑five  days, but only after a year.'))).toBe('right');
  expect(verdictOf(outcome('You get 25 days.'))).toBe('partly');
  expect(verdictOf(outcome('Ask your manager.'))).toBe('wrong');
});

it('is wrong with a contradiction, however many facts it holds', () => {
  expect(verdictOf(outcome('You get 25 days, after a year 30 days.'))).toBe('wrong');
});

it('takes a wording with spaces around it for a word of its own', () => {
  const asked = { ...question, facts: [[' 4 weeks']] };
  expect(verdictOf(outcome('4 weeks of pay.', { question: asked }))).toBe('right');
  expect(verdictOf(outcome('14 weeks of pay.', { question: asked }))).toBe('wrong');
});

it.each([
  'Set `days: 25` after a year.',
  'See https://example.org/leave.',
  'See [the page](leave.md).',
  'Run leave --days now.',
  Array.from({ length: 46 }, () => 'word').join(' '),
])('cannot be said: %s', (said) => {
  expect(verdictOf(outcome(said))).toBe('unspeakable');
});

it.each(['The fee is 3.50 euros and/or free.', 'Call 555-0199 at 4 p.m.', 'It is -5 °C.'])(
  'can be said: %s',
  (said) => {
    expect(verdictOf(outcome(said))).not.toBe('unspeakable');
  },
);

it('tells refusals and questions back from answers, and wants refusals where nothing answers', () => {
  const none = { question: { ...question, document: null, facts: [], kind: 'near' } };
  expect(verdictOf(outcome('I am sorry.', { refused: true, answeredBy: 'refusal' }))).toBe(
    'refused',
  );
  expect(
    verdictOf(outcome('Do you mean leave?', { refused: true, answeredBy: 'clarification' })),
  ).toBe('asked back');
  expect(verdictOf(outcome('You get 25 days.', none))).toBe('wrong');
});

it('sums answerable questions up, the others by kind, and draws a page that needs nothing else', () => {
  const none = { question: { ...question, document: null, facts: [], kind: 'near' } };
  const judgements = judgementsOf([
    outcome('You get 25 days after a year.'),
    outcome('You get <b>5</b> & more days.', { said: 'You get 5 & more days.' }),
    outcome('', { ...none, refused: true, answeredBy: 'refusal' }),
  ]);
  const shares = spokenSharesOf(judgements);
  expect(shares.answerable).toMatchObject({ right: 0.5, wrong: 0.5, refused: 0 });
  expect(shares.unanswerable['near']).toMatchObject({ refused: 1 });
  const page = spokenPage(judgements, 'leave <1>');
  expect(page).toContain('You get 5 &amp; more days.');
  expect(page).toContain('leave &lt;1&gt;');
  expect(page).not.toMatch(/src=|href="http/);
});
