import { expect, it } from 'vitest';
import type { Answered } from './ask-question.js';
import { evaluate, holdsPhrase, outcomeOf } from './evaluation.js';
import type { EvalQuestion } from './eval-set.js';

const base: EvalQuestion = {
  question: '?',
  document: 'a.md',
  answer: [],
  facts: [],
  not: [],
  kind: 'k',
  history: [],
};
const cite = (document: string, passage?: string) => ({
  document,
  title: 'Printing',
  score: 1,
  ...(passage ? { passage } : {}),
});

function answered(
  documents: string[],
  grounded: boolean,
  text = 'A page costs 4 pence.',
): Answered {
  const citations = [cite('a.md', 'A page costs 4 pence in black.')];
  return {
    sentences: [{ text, citations: grounded ? citations : [] }],
    done: {
      type: 'done',
      grounded,
      answeredBy: grounded ? 'extractive' : 'refusal',
      citations: [],
      ranking: documents.map((document) => cite(document)),
      retrievalMs: 1,
      totalMs: 1,
    },
  };
}

it('measures ranks, refusals, support and time', () => {
  const outcomes = [
    outcomeOf(base, answered(['a.md', 'b.md'], true), 10),
    outcomeOf(base, answered(['b.md', 'c.md', 'x/a.md', 'd.md'], true, 'It costs 5 pence.'), 20),
    outcomeOf(base, answered(['b.md'], false), 30),
    outcomeOf({ ...base, document: null }, answered(['b.md'], false), 40),
  ];
  const evaluation = evaluate(outcomes);
  expect(evaluation).toMatchObject({
    recallAt1: 1 / 3,
    recallAt3: 2 / 3,
    recallAt5: 2 / 3,
    refusalPrecision: 0.5,
    refusalRecall: 1,
    supportRate: 0.5,
    answerRate: null,
    p50Ms: 20,
    p95Ms: 40,
  });
  expect(evaluation.mrr).toBeCloseTo((1 + 1 / 3) / 3);
});

it('has no figure where there was nothing to measure', () => {
  const evaluation = evaluate([outcomeOf(base, answered(['a.md'], true), 1)]);
  expect(evaluation).toMatchObject({ refusalPrecision: null, refusalRecall: null });
});

it('looks for an expected phrase in what was said, whatever the case', () => {
  const outcome = outcomeOf({ ...base, answer: ['PENCE'] }, answered(['a.md'], true), 1);
  expect(holdsPhrase(outcome)).toBe(true);
  expect(holdsPhrase({ ...outcome, question: base })).toBeUndefined();
});

it('counts how many answers hold what was expected of them, refusals among them', () => {
  const asked = { ...base, answer: ['4 pence'] };
  const outcomes = [
    outcomeOf(asked, answered(['a.md'], true), 1),
    outcomeOf(asked, answered(['a.md'], false), 1),
    outcomeOf(base, answered(['a.md'], true), 1),
  ];
  expect(evaluate(outcomes).answerRate).toBe(0.5);
});
