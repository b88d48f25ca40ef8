/** What speaks for a passage, each from 0 to 1. */
export interface RankingFeatures {
  /** BM25 as a share of what the best passage has. */
  rank: number;
  /** BM25 as a share of what it would be if the passage spoke of nothing but the question's words. */
  density: number;
  /** The share of what the question asks for that the passage covers. */
  coverage: number;
  /** How much the covered words tell, in words as rare as can be: 0 for none, towards 1 for many. */
  amount: number;
  /** The share of the question's neighbouring words that are near one another in the passage. */
  proximity: number;
  /** The share of the question that a sentence or two of the passage hold. */
  windowCoverage: number;
  /** The share of the question that its title and heading hold. */
  heading: number;
}

type Weights = Partial<Record<keyof RankingFeatures, number>>;

/** Weights by which the right passage comes first. They and those below: see docs/adr/006 for what they were fitted on. */
const RANK_WEIGHTS: Weights = { rank: 5.5, proximity: 1.6, windowCoverage: 3.2, heading: 7 };

/**
 * Weights of a logistic regression that tells passages that answer a question from the best passage for a question whose own
 * passage is not in the corpus.
 */
const CONFIDENCE_WEIGHTS: Weights = {
  density: 5,
  coverage: 1.1,
  amount: 7,
  proximity: 1.2,
  windowCoverage: 2,
  heading: 2.6,
};
/** About 5 percent of the questions that have an answer stay below 0.5. */
const BIAS = -6.82;

/** By which passages are put in order; higher for what fits better, and compares passages for one question only. */
export function rankScore(features: RankingFeatures): number {
  return weighed(features, RANK_WEIGHTS);
}

/** From 0 to 1, rising with every feature; 0 without any. Means the same for every question. */
export function confidence(features: RankingFeatures): number {
  if (features.amount === 0) return 0;
  return 1 / (1 + Math.exp(-BIAS - weighed(features, CONFIDENCE_WEIGHTS)));
}

function weighed(features: RankingFeatures, weights: Weights): number {
  const pieces = Object.keys(weights) as (keyof RankingFeatures)[];
  return pieces.reduce((sum, piece) => sum + (weights[piece] ?? 0) * features[piece], 0);
}
