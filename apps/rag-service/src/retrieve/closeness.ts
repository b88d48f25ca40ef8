import type { LexicalIndex } from './lexical-index.js';
import type { Slot } from './question-slots.js';

/** Two words of a question are near one another in a text with at most one informative word between them. */
const NEAR = 2;
/** Of a question for one thing alone nothing can be near or far. */
const ALONE = 0.5;

/**
 * How far the words of a question stand in a section as they stand in the question, from 0 to 1: the share of its
 * neighbours that are near one another there as well. "Library book" is in a text about books of the library,
 * but not in one that says where the library is and how to book a room.
 */
export function closeness(slots: readonly Slot[], section: number, index: LexicalIndex): number {
  const text = index.termsOf(section);
  const where = slots.map((slot) => placesOf(slot, text, (term) => index.numberOf(term, section)));
  let near = 0;
  let all = 0;
  for (let at = 1; at < slots.length; at++) {
    const weight = Math.min(slots[at - 1]?.weight ?? 0, slots[at]?.weight ?? 0);
    all += weight;
    if (haveNear(where[at - 1] ?? [], where[at] ?? [])) near += weight;
  }
  return all > 0 ? near / all : ALONE;
}

function placesOf(
  { alternatives }: Slot,
  text: Uint32Array,
  numberOf: (term: string) => number | undefined,
): number[] {
  const wanted = new Set(alternatives.flatMap(({ terms }) => terms.map(numberOf)));
  const places: number[] = [];
  text.forEach((term, at) => {
    if (wanted.has(term)) places.push(at);
  });
  return places;
}

function haveNear(some: readonly number[], others: readonly number[]): boolean {
  return some.some((a) => others.some((b) => a !== b && Math.abs(a - b) <= NEAR));
}
