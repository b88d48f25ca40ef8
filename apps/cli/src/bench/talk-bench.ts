import type { ConversationResult } from '../talk/conversation.js';
import type { BundledQuestion } from '../talk/questions.js';
import { STAGES, type Stage } from '../talk/report.js';
import { spread, type Spread } from './statistics.js';

/** A question and what came of it; no conversation when no answer came. */
export interface Outcome {
  question: BundledQuestion;
  conversation?: ConversationResult;
  /** Why there was none. */
  problem?: string;
}

export interface TalkBench extends Spread {
  questions: number;
  answered: number;
  /** Answered with the right document as the first citation. */
  cited: number;
  /** Questions that no document answers, and that were refused. */
  refused: number;
  /** By stage, over the questions that a document answers, like the figures above. */
  stages: Record<Stage, Spread>;
}

export function summarize(outcomes: readonly Outcome[]): TalkBench {
  const count = (holds: (outcome: Outcome) => boolean) => outcomes.filter(holds).length;
  const answerable = outcomes.filter(({ question }) => question.document !== null);
  const stages = Object.keys(STAGES).map((stage) => [
    stage,
    spread(figures(answerable, stage as Stage)),
  ]);
  return {
    questions: outcomes.length,
    answered: count(({ conversation }) => conversation !== undefined),
    cited: count(isCited),
    refused: count(isRefused),
    ...spread(figures(answerable, 'endOfSpeechToFirstAudio')),
    stages: Object.fromEntries(stages) as TalkBench['stages'],
  };
}

export function isCited({ question, conversation }: Outcome): boolean {
  return question.document !== null && conversation?.citations[0]?.document === question.document;
}

export function isRefused({ question, conversation }: Outcome): boolean {
  return question.document === null && conversation?.grounded === false;
}

function figures(outcomes: readonly Outcome[], stage: Stage): number[] {
  return outcomes.flatMap(({ conversation }) => conversation?.latencyMs[stage] ?? []);
}
