import type { Utterance } from '@parley/protocol';
import type { RankedCandidate } from './candidate-score.js';
import type { Hit } from '../retrieval/hit.js';
import type { QueryTerm } from '../retrieval/query-terms.js';
import type { StepsWanted } from '../retrieval/step-request.js';

/** A question with what was found for it; `hits` are relevant enough to be used, best first, at least one. */
export interface GroundedQuestion {
  question: string;
  hits: readonly Hit[];
  queryTerms: readonly QueryTerm[];
  /** What could be said, best first, by meaning and words; empty where sentences have no vectors. */
  candidates: readonly RankedCandidate[];
  history: readonly Utterance[];
  /** Asked for one after another; undefined for an ordinary answer. */
  steps?: StepsWanted | undefined;
  /** Who the agent is to be; may be empty. */
  persona: string;
}

/** One spoken sentence, with the passages that support it. */
export interface AnswerSentence {
  text: string;
  sources: readonly { hit: Hit; passage: string }[];
}

/** Makes an answer from passages, sentence by sentence. */
export interface Answerer {
  readonly name: 'extractive' | 'ollama';
  /**
   * Yields nothing when the passages do not hold the answer.
   * @throws AnswerFailed when another answerer should be tried.
   */
  answer(question: GroundedQuestion, signal: AbortSignal): AsyncIterable<AnswerSentence>;
}

/** An answerer could not do its work, through no fault of the question. */
export class AnswerFailed extends Error {
  override readonly name = 'AnswerFailed';
}
