import { coverageOf, type TermOccurrence } from './term-occurrences.js';
import type { QueryTerm } from './query-terms.js';

/** Two words of a question are near one another in a text with at most one informative word between them. */
const NEAR = 2;
/** Of a question for one thing alone nothing can be near or far. */
const ALONE = 0.5;
/** As many informative words as one or two sentences have. */
const WINDOW = 15;

/**
 * How far the words of a question stand in a section as they stand in the question, from 0 to 1: the share of its
 * neighbours that are near one another there as well. "Library book" is in a text about books of the library,
 * but not in one that says where the library is and how to book a room.
 */
export function proximity(
  queryTerms: readonly QueryTerm[],
  occurrences: readonly TermOccurrence[],
): number {
  const where = queryTerms.map((_, queryTerm) =>
    occurrences.filter((occurrence) => occurrence.queryTerm === queryTerm),
  );
  let near = 0;
  let all = 0;
  for (let at = 1; at < queryTerms.length; at++) {
    const weight = Math.min(queryTerms[at - 1]?.weight ?? 0, queryTerms[at]?.weight ?? 0);
    all += weight;
    if (occurNearby(where[at - 1] ?? [], where[at] ?? [])) near += weight;
  }
  return all > 0 ? near / all : ALONE;
}

function occurNearby(some: readonly TermOccurrence[], others: readonly TermOccurrence[]): boolean {
  return some.some((a) => others.some((b) => a.at !== b.at && Math.abs(a.at - b.at) <= NEAR));
}

/** How much of a question a section says in one breath, in nats: in its best stretch of a sentence or two. */
export function windowCoverage(
  queryTerms: readonly QueryTerm[],
  occurrences: readonly TermOccurrence[],
): number {
  return Math.max(0, ...windowsOf(occurrences).map((window) => coverageOf(window, queryTerms)));
}

/** Runs of places that are so near one another, without those that lie within another run. */
function windowsOf(occurrences: readonly TermOccurrence[]): (readonly TermOccurrence[])[] {
  const windows: (readonly TermOccurrence[])[] = [];
  let reached = 0;
  occurrences.forEach(({ at }, first) => {
    let end = Math.max(first, reached);
    while ((occurrences[end]?.at ?? Infinity) < at + WINDOW) end++;
    if (end > reached) windows.push(occurrences.slice(first, end));
    reached = end;
  });
  return windows;
}
