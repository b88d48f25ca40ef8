import type { Hit } from './hit.js';

/** A passage that means something like what was asked for. */
export interface DenseMatch {
  /** Of the passage. */
  id: string;
  /** 0 as of a passage on something else, 1 as of one that answers the question; less and more are possible. */
  similarity: number;
  /** The same for each of its sentences, in the order of `sentencesOfPassage`; absent where they have no vectors. */
  sentences?: Float32Array;
}

/** Log-odds that words speak for a passage with: no words in common are no proof that it says something else. */
const LEAST_BY_WORDS = -2;
const MOST_BY_WORDS = 4;
/** What a passage's similarity counts beside those log-odds. */
const NEARNESS_WEIGHT = 5;
/** Where both together speak neither for nor against a passage, and how fast they come to speak for it. */
const EVEN = 2.4;
const STEEPNESS = 0.66;

/**
 * Brings what words say and what meaning says together. The score still runs from 0 to 1, and 0.5 refuses as many questions on
 * subjects that the documents do not have as it does with words alone: how that was fitted is in docs/adr/006-what-a-score-means.md.
 * `hits` have to hold every passage of `near`, which is all there is nearer than any passage that it does not hold.
 */
export function fused(hits: readonly Hit[], denseMatches: readonly DenseMatch[]): Hit[] {
  const similarity = new Map(denseMatches.map((each) => [each.id, each.similarity]));
  const least = denseMatches.at(-1)?.similarity ?? 0;
  return hits
    .map((hit) => ({ ...hit, score: combined(hit.score, similarity.get(hit.passage.id) ?? least) }))
    .sort((a, b) => b.score - a.score);
}

function combined(score: number, similarity: number): number {
  const words = Math.log(score / (1 - score));
  const bounded = Math.min(MOST_BY_WORDS, Math.max(LEAST_BY_WORDS, words));
  return 1 / (1 + Math.exp(-STEEPNESS * (bounded + NEARNESS_WEIGHT * similarity - EVEN)));
}
