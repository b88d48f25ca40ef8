import { percentile } from '../bench/statistics.js';
import type { AnswerSentence, Answered } from './ask-question.js';
import type { EvalQuestion } from './eval-set.js';
import { isGrounded } from './groundedness.js';

export interface EvalOutcome {
  question: EvalQuestion;
  /** Place of the right document in the ranking, from 1; null when it is not there. */
  rank: number | null;
  /** The best document, whether or not it was used. */
  first: string | null;
  refused: boolean;
  answeredBy: Answered['done']['answeredBy'];
  /** As they were said, also those of a refusal. */
  said: string;
  sentences: readonly AnswerSentence[];
  /** From the question to the end of the answer, measured here. */
  elapsedMs: number;
}

/** All shares are from 0 to 1; null where there was nothing to measure. */
export interface Evaluation {
  recallAt1: number | null;
  recallAt3: number | null;
  recallAt5: number | null;
  /** Mean of 1 / rank of the right document over the answerable questions. */
  mrr: number | null;
  /** How many of the refused questions were unanswerable. */
  refusalPrecision: number | null;
  /** How many of the unanswerable questions were refused. */
  refusalRecall: number | null;
  /** How many sentences of answers hold nothing but words and figures of the passages that they cite. */
  supportRate: number | null;
  /** How many of the answers that should hold a certain phrase do; a refusal holds none. */
  answerRate: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
}

export function outcomeOf(
  question: EvalQuestion,
  { sentences, done }: Answered,
  elapsedMs: number,
): EvalOutcome {
  const documents = done.ranking?.map(({ document }) => document) ?? [];
  const at = documents.findIndex((document) => isDocument(document, question.document));
  return {
    question,
    rank: at < 0 ? null : at + 1,
    first: documents[0] ?? null,
    refused: !done.grounded,
    answeredBy: done.answeredBy,
    said: sentences.map(({ text }) => text).join(' '),
    sentences: done.grounded ? sentences : [],
    elapsedMs,
  };
}

export function evaluate(outcomes: readonly EvalOutcome[]): Evaluation {
  const answerable = outcomes.filter(isAnswerable);
  const refused = outcomes.filter((outcome) => outcome.refused);
  const unanswerable = outcomes.filter((outcome) => !isAnswerable(outcome));
  const sentences = outcomes.flatMap((outcome) => outcome.sentences);
  const recallAt = (most: number) => shareOf(answerable, ({ rank }) => (rank ?? Infinity) <= most);
  const times = outcomes.map(({ elapsedMs }) => elapsedMs);
  return {
    recallAt1: recallAt(1),
    recallAt3: recallAt(3),
    recallAt5: recallAt(5),
    mrr: mean(answerable.map(({ rank }) => (rank ? 1 / rank : 0))),
    refusalPrecision: shareOf(refused, (outcome) => !isAnswerable(outcome)),
    refusalRecall: shareOf(unanswerable, (outcome) => outcome.refused),
    supportRate: shareOf(sentences, isGrounded),
    answerRate: answerRateOf(outcomes),
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
  };
}

export function isAnswerable({ question }: EvalOutcome): boolean {
  return question.document !== null;
}

/** Whether the answer holds one of the phrases that are expected of it; undefined when none are. */
export function holdsPhrase({ question, sentences }: EvalOutcome): boolean | undefined {
  if (question.answer.length === 0) return undefined;
  const text = sentences.map((sentence) => sentence.text.toLowerCase()).join(' ');
  return question.answer.some((phrase) => text.includes(phrase.toLowerCase()));
}

function answerRateOf(outcomes: readonly EvalOutcome[]): number | null {
  const held = outcomes.map(holdsPhrase).filter((holds) => holds !== undefined);
  return shareOf(held, (holds) => holds);
}

export function shareOf<T>(items: readonly T[], holds: (item: T) => boolean): number | null {
  return mean(items.map((item) => Number(holds(item))));
}

/** Sets name documents by path or by file name alone. */
function isDocument(cited: string, wanted: string | null): boolean {
  return wanted !== null && (cited === wanted || cited.endsWith(`/${wanted}`));
}

function mean(figures: readonly number[]): number | null {
  return figures.length === 0
    ? null
    : figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
}
