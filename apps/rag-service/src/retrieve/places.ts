import type { LexicalIndex } from './lexical-index.js';
import type { Slot } from './question-slots.js';

/** One word of a section that says what a slot of the question asks for, or a part of it. */
export interface Place {
  /** How many words of the section stand before it, gaps between title, heading and text included. */
  at: number;
  /** Numbers of the slot and of the term. */
  slot: number;
  term: number;
  /** How far the word alone says it, from 0 to 1. */
  worth: number;
}

/** Gaps before the text: two after the title, two after the heading. */
const GAPS_BEFORE_TEXT = 4;
const GAP = 0;

/** Where a section holds what a question asks for, in reading order. */
export function placesOf(slots: readonly Slot[], section: number, index: LexicalIndex): Place[] {
  const wanted = wantedOf(slots, (term) => index.numberOf(term, section));
  const places: Place[] = [];
  index.termsOf(section).forEach((term, at) => {
    for (const each of wanted.get(term) ?? []) places.push({ at, ...each });
  });
  return places;
}

type Wanted = Omit<Place, 'at'>;

function wantedOf(
  slots: readonly Slot[],
  numberOf: (term: string) => number | undefined,
): Map<number, Wanted[]> {
  const wanted = new Map<number, Wanted[]>();
  const add = (each: Wanted) => wanted.set(each.term, [...(wanted.get(each.term) ?? []), each]);
  slots.forEach(({ alternatives }, slot) => {
    for (const { terms, strength } of alternatives)
      for (const term of terms.flatMap((name) => numberOf(name) ?? []))
        add({ slot, term, worth: strength / terms.length });
  });
  return wanted;
}

/** At which place the text of a section begins; title and heading stand before it. */
export function textStart(section: number, index: LexicalIndex): number {
  let gaps = 0;
  return index.termsOf(section).findIndex((term) => term === GAP && ++gaps === GAPS_BEFORE_TEXT);
}

/** How much of a question some places say, in nats: of each slot by its different words. */
export function saidBy(places: readonly Place[], slots: readonly Slot[]): number {
  const worths = new Map<number, Map<number, number>>();
  for (const { slot, term, worth } of places) {
    const ofSlot = worths.get(slot) ?? new Map<number, number>();
    worths.set(slot, ofSlot.set(term, Math.max(worth, ofSlot.get(term) ?? 0)));
  }
  return [...worths].reduce((sum, [slot, ofSlot]) => {
    const worth = [...ofSlot.values()].reduce((all, each) => all + each, 0);
    return sum + (slots[slot]?.weight ?? 0) * Math.min(1, worth);
  }, 0);
}
