import { saidBy, type Place } from './places.js';
import type { Slot } from './question-slots.js';

/** Two words of a question are near one another in a text with at most one informative word between them. */
const NEAR = 2;
/** Of a question for one thing alone nothing can be near or far. */
const ALONE = 0.5;
/** As many informative words as one or two sentences have. */
const STRETCH = 15;

/**
 * How far the words of a question stand in a section as they stand in the question, from 0 to 1: the share of its
 * neighbours that are near one another there as well. "Library book" is in a text about books of the library,
 * but not in one that says where the library is and how to book a room.
 */
export function closeness(slots: readonly Slot[], places: readonly Place[]): number {
  const where = slots.map((_, slot) => places.filter((place) => place.slot === slot));
  let near = 0;
  let all = 0;
  for (let at = 1; at < slots.length; at++) {
    const weight = Math.min(slots[at - 1]?.weight ?? 0, slots[at]?.weight ?? 0);
    all += weight;
    if (haveNear(where[at - 1] ?? [], where[at] ?? [])) near += weight;
  }
  return all > 0 ? near / all : ALONE;
}

function haveNear(some: readonly Place[], others: readonly Place[]): boolean {
  return some.some((a) => others.some((b) => a.at !== b.at && Math.abs(a.at - b.at) <= NEAR));
}

/** How much of a question a section says in one breath, in nats: in its best stretch of a sentence or two. */
export function saidTogether(slots: readonly Slot[], places: readonly Place[]): number {
  return Math.max(0, ...stretchesOf(places).map((stretch) => saidBy(stretch, slots)));
}

/** Runs of places that are so near one another, without those that lie within another run. */
function stretchesOf(places: readonly Place[]): (readonly Place[])[] {
  const stretches: (readonly Place[])[] = [];
  let reached = 0;
  places.forEach(({ at }, first) => {
    let end = Math.max(first, reached);
    while ((places[end]?.at ?? Infinity) < at + STRETCH) end++;
    if (end > reached) stretches.push(places.slice(first, end));
    reached = end;
  });
  return stretches;
}
