import type { DenseHit } from '../store/passage-store.js';
import type { Hit } from './retriever.js';

/** Of reciprocal rank fusion (Cormack, Clarke & Büttcher 2009). */
const RANK_OFFSET = 60;
/** The cosine that speaks neither for nor against a passage, and how fast it comes to speak for it. */
const EVEN_SIMILARITY = 0.65;
const STEEPNESS = 20;
/** No single search may be so sure that the other one does not count. */
const SUREST = 0.998;

/**
 * Brings the order by words and the order by meaning together: by reciprocal rank. The score becomes the middle, in
 * log-odds, of what the words say and what the cosine says, so that it still runs from 0 to 1 and 0.5 still means even.
 * `hits` have to hold every passage of `near`.
 */
export function fused(hits: readonly Hit[], near: readonly DenseHit[]): Hit[] {
  const found = new Map(near.map(({ id, similarity }, rank) => [id, { rank, similarity }]));
  const least = { rank: near.length, similarity: near.at(-1)?.similarity ?? 0 };
  return hits
    .map((hit, rank) => {
      const dense = found.get(hit.passage.id) ?? least;
      const order = 1 / (RANK_OFFSET + rank + 1) + 1 / (RANK_OFFSET + dense.rank + 1);
      return { order, hit: { ...hit, score: combined(hit.score, dense.similarity) } };
    })
    .sort((a, b) => b.order - a.order)
    .map(({ hit }) => hit);
}

function combined(score: number, similarity: number): number {
  const bounded = Math.min(SUREST, Math.max(1 - SUREST, score));
  const words = Math.log(bounded / (1 - bounded));
  const meaning = STEEPNESS * (similarity - EVEN_SIMILARITY);
  return 1 / (1 + Math.exp(-(words + meaning) / 2));
}
