import type { LexicalIndex } from './lexical-index.js';
import type { QueryTerm } from './query-terms.js';

/** One word of a section that says what a term of the query asks for, or a part of it. */
export interface TermOccurrence {
  /** How many words of the section stand before it, gaps between title, heading and text included. */
  at: number;
  /** Numbers of the query term and of the term in the index. */
  queryTerm: number;
  term: number;
  /** How far the word alone says it, from 0 to 1. */
  weight: number;
}

/** Gaps before the text: two after the title, two after the heading. */
const GAPS_BEFORE_TEXT = 4;
const GAP = 0;

/** Where a section holds what a question asks for, in reading order. */
export function occurrencesOf(
  queryTerms: readonly QueryTerm[],
  section: number,
  index: LexicalIndex,
): TermOccurrence[] {
  const wanted = wantedOf(queryTerms, (term) => index.numberOf(term, section));
  const occurrences: TermOccurrence[] = [];
  index.termsOf(section).forEach((term, at) => {
    for (const each of wanted.get(term) ?? []) occurrences.push({ at, ...each });
  });
  return occurrences;
}

type Wanted = Omit<TermOccurrence, 'at'>;

function wantedOf(
  queryTerms: readonly QueryTerm[],
  numberOf: (term: string) => number | undefined,
): Map<number, Wanted[]> {
  const wanted = new Map<number, Wanted[]>();
  const add = (each: Wanted) => wanted.set(each.term, [...(wanted.get(each.term) ?? []), each]);
  queryTerms.forEach(({ variants }, queryTerm) => {
    for (const { terms, strength } of variants)
      for (const term of terms.flatMap((name) => numberOf(name) ?? []))
        add({ queryTerm, term, weight: strength / terms.length });
  });
  return wanted;
}

/** At which place the text of a section begins; title and heading stand before it. */
export function textStart(section: number, index: LexicalIndex): number {
  let gaps = 0;
  return index.termsOf(section).findIndex((term) => term === GAP && ++gaps === GAPS_BEFORE_TEXT);
}

/** How much of a question some occurrences say, in nats: of each query term by its different words. */
export function coverageOf(
  occurrences: readonly TermOccurrence[],
  queryTerms: readonly QueryTerm[],
): number {
  const weights = new Map<number, Map<number, number>>();
  for (const { queryTerm, term, weight } of occurrences) {
    const ofSlot = weights.get(queryTerm) ?? new Map<number, number>();
    weights.set(queryTerm, ofSlot.set(term, Math.max(weight, ofSlot.get(term) ?? 0)));
  }
  return [...weights].reduce((sum, [queryTerm, ofSlot]) => {
    const weight = [...ofSlot.values()].reduce((all, each) => all + each, 0);
    return sum + (queryTerms[queryTerm]?.weight ?? 0) * Math.min(1, weight);
  }, 0);
}
