/** What speaks for an answer. */
export interface AnswerEvidence {
  /** How near the sentence is to the question, calibrated: 0 for one on something else, 1 for one that answers. */
  meaning: number;
  /** How directly its words answer; see `rankCandidates`. */
  words: number;
  /** What retrieval says of its passage, in log-odds. */
  passage: number;
}

/** A logistic regression; how it was fitted stands in docs/adr/013. */
const WEIGHTS = { meaning: 1.95, passage: 0.55 };
const BIAS = -1.8;

/** How surely this answer answers this question, from 0 to 1. */
export function answerability(evidence: AnswerEvidence): number {
  const sum = BIAS + WEIGHTS.meaning * evidence.meaning + WEIGHTS.passage * evidence.passage;
  return 1 / (1 + Math.exp(-sum));
}
