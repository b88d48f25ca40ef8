import type { DenseMatch } from './fusion.js';
import type { LexicalIndex } from './lexical-index.js';
import { withLessWeight, type QueryTerm } from './query-terms.js';
import type { Hit } from './hit.js';
import { retrieve } from './retriever.js';

/** What a word counts that only one of two hypotheses holds. */
const ONE_HYPOTHESIS_WEIGHT = 0.5;
/** Looked at under both hypotheses, so that a passage keeps its best score. */
const COMPARED = 20;

/**
 * Retrieval for a spoken question of which there are two hypotheses. Words in both count in full, the others half: that
 * decides the order. The score is the best of what the passage has under both together and under each alone, so that
 * the mistakes of one decoder make no refusals.
 */
export function retrieveHypotheses(
  first: readonly QueryTerm[],
  second: readonly QueryTerm[],
  index: LexicalIndex,
  topK: number,
  denseMatches: readonly DenseMatch[] = [],
): Hit[] {
  if (second.length === 0) return retrieve(first, index, topK, denseMatches);
  const alone = [first, second].map((queryTerms) =>
    scoresOf(retrieve(queryTerms, index, COMPARED, denseMatches)),
  );
  return retrieve(combined(first, second), index, topK, denseMatches).map((hit) => {
    const scores = alone.map((each) => each.get(hit.passage.id) ?? 0);
    return { ...hit, score: Math.max(hit.score, ...scores) };
  });
}

function scoresOf(hits: readonly Hit[]): Map<string, number> {
  return new Map(hits.map(({ passage, score }) => [passage.id, score]));
}

function combined(first: readonly QueryTerm[], second: readonly QueryTerm[]): QueryTerm[] {
  const firstMeanings = new Set(first.map(meaning));
  const secondMeanings = new Set(second.map(meaning));
  return [
    ...first.map((queryTerm) =>
      secondMeanings.has(meaning(queryTerm)) ? queryTerm : halved(queryTerm),
    ),
    ...second.filter((queryTerm) => !firstMeanings.has(meaning(queryTerm))).map(halved),
  ];
}

function halved(queryTerm: QueryTerm): QueryTerm {
  return withLessWeight(queryTerm, ONE_HYPOTHESIS_WEIGHT);
}

function meaning({ variants }: QueryTerm): string {
  return JSON.stringify(variants);
}
