import { historyOf, shortened, type NgramCounts } from './ngrams.js';
import type { Steps } from './slices.js';

type Table = Map<number, number>;

/** Probabilities of a backoff model; keys as in `NgramCounts`. */
export interface BackoffModel {
  readonly words: readonly string[];
  readonly unigrams: Table;
  readonly bigrams: Table;
  readonly trigrams: Table;
  /** What a history gives to words not seen after it; absent means 1. */
  readonly unigramBackoff: Table;
  readonly bigramBackoff: Table;
}

const BATCH = 20_000;

/**
 * Interpolated Witten-Bell smoothing (Chen and Goodman 1998, section 2.5): a history that was followed
 * by many different words gives much to the shorter history, one that was always followed by the same little.
 * Counts are weighted: what was seen with a weight below one counts as that much of a different word.
 */
export function* wittenBell(counts: NgramCounts): Steps<BackoffModel> {
  const unigrams = smoothedUnigrams(counts);
  const two = yield* interpolate(counts.bigrams, (key) => unigrams.get(shortened(key, 2)) ?? 0);
  const three = yield* interpolate(
    counts.trigrams,
    (key) => two.probabilities.get(shortened(key, 3)) ?? 0,
  );
  return {
    words: counts.words,
    unigrams,
    bigrams: two.probabilities,
    trigrams: three.probabilities,
    unigramBackoff: two.backoff,
    bigramBackoff: three.backoff,
  };
}

/** Every word, the end of a sentence included, gets a part of an even share. */
function smoothedUnigrams({ unigrams }: NgramCounts): Table {
  let total = 0;
  for (const count of unigrams.values()) total += count;
  const types = unigrams.size;
  const share = 1 / types;
  return new Map(
    [...unigrams].map(([key, count]) => [key, (count + types * share) / (total + types)]),
  );
}

function* interpolate(
  counts: Table,
  lower: (key: number) => number,
): Steps<{ probabilities: Table; backoff: Table }> {
  const totals: Table = new Map();
  const types: Table = new Map();
  let done = 0;
  for (const [key, count] of counts) {
    const history = historyOf(key);
    totals.set(history, (totals.get(history) ?? 0) + count);
    types.set(history, (types.get(history) ?? 0) + Math.min(1, count));
    if (++done % BATCH === 0) yield;
  }
  const probabilities: Table = new Map();
  for (const [key, count] of counts) {
    const history = historyOf(key);
    const distinct = types.get(history) ?? 0;
    const total = totals.get(history) ?? 0;
    probabilities.set(key, (count + distinct * lower(key)) / (total + distinct));
    if (++done % BATCH === 0) yield;
  }
  const backoff: Table = new Map();
  for (const [history, distinct] of types)
    backoff.set(history, distinct / ((totals.get(history) ?? 0) + distinct));
  return { probabilities, backoff };
}
