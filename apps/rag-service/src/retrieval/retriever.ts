import { rankingFeaturesOf } from './ranking-features.js';
import { fused, type DenseMatch } from './fusion.js';
import type { Hit } from './hit.js';
import type { LexicalIndex } from './lexical-index.js';
import type { QueryTerm } from './query-terms.js';
import { rankScore, confidence } from './scoring.js';

/** As many of the best sections by BM25 are looked at closely. */
const CANDIDATES = 50;

/**
 * Finds the passages that fit what a question asks for, best first. BM25F over their sections picks candidates; how relevant
 * those are follows from what they cover, where, how closely together, and how much that tells: see {@link RankingFeatures}.
 * `near` are passages that were found by meaning, if there is such a search; see {@link fused}.
 */
export function retrieve(
  queryTerms: readonly QueryTerm[],
  index: LexicalIndex,
  topK: number,
  denseMatches: readonly DenseMatch[] = [],
): Hit[] {
  const ranks = bm25(queryTerms, index);
  const best = topOf(ranks, CANDIDATES, index);
  const highest = ranks[best[0] ?? 0] || 1;
  const ordered = [...new Set([...best, ...denseMatches.flatMap(({ id }) => index.sectionsOf(id))])]
    .map((number) => {
      const features = rankingFeaturesOf(
        number,
        { rank: ranks[number] ?? 0, highest },
        queryTerms,
        index,
      );
      return { number, score: confidence(features), order: rankScore(features) };
    })
    .sort((a, b) => b.order - a.order);
  const hits = bestOfPassages(ordered, index);
  return (denseMatches.length > 0 ? fused(hits, denseMatches) : hits).slice(0, topK);
}

function bestOfPassages(
  ordered: readonly { number: number; score: number }[],
  index: LexicalIndex,
): Hit[] {
  const hits = new Map<string, Hit>();
  for (const { number, score } of ordered) {
    const section = index.section(number);
    if (section && !hits.has(section.passage.id))
      hits.set(section.passage.id, { passage: section.passage, section, score });
  }
  return [...hits.values()];
}

function bm25(queryTerms: readonly QueryTerm[], index: LexicalIndex): Float32Array {
  const total = new Float32Array(index.numbers);
  const ofSlot = new Float32Array(index.numbers);
  for (const { variants, importance = 1 } of queryTerms) {
    ofSlot.fill(0);
    for (const { terms, strength } of variants)
      for (const term of terms) index.raise(ofSlot, term, (importance * strength) / terms.length);
    ofSlot.forEach((score, section) => (total[section] = (total[section] ?? 0) + score));
  }
  return total;
}

/** Numbers of the sections with the highest scores above 0, highest first; of equal ones the first in its document, by name. */
function topOf(scores: Float32Array, count: number, index: LexicalIndex): number[] {
  const best: number[] = [];
  const isBefore = (a: number, b: number) => {
    const difference = (scores[a] ?? 0) - (scores[b] ?? 0);
    return difference > 0 || (difference === 0 && index.compare(a, b) < 0);
  };
  for (let number = 0; number < scores.length; number++) {
    const last = best.length === count ? best.at(-1) : undefined;
    if ((scores[number] ?? 0) <= 0 || (last !== undefined && isBefore(last, number))) continue;
    const at = best.findIndex((other) => isBefore(number, other));
    best.splice(at < 0 ? best.length : at, 0, number);
    if (best.length > count) best.pop();
  }
  return best;
}
