import type { Passage } from '../passages/passage.js';
import { HIGHEST_BM25, type LexicalIndex } from './lexical-index.js';
import { closeness } from './closeness.js';
import { fused, type NearPassage } from './fusion.js';
import { relevance, type Evidence } from './relevance.js';
import type { Section } from './sections.js';
import type { Alternative, Slot } from './question-slots.js';

/** A passage with its relevance to a question. */
export interface Hit {
  passage: Passage;
  /** The section of the passage that fits best. */
  section: Section;
  /** From 0 to 1; see {@link relevance}. */
  score: number;
}

/** As many of the best sections by BM25 are looked at closely. */
const CANDIDATES = 50;
/** What a word counts that stands elsewhere in the section's passage, or elsewhere in its document. */
const ELSEWHERE_IN_PASSAGE = 0.8;
const ELSEWHERE_IN_DOCUMENT = 0.5;
/** How much BM25 has a say in the order beside the score. */
const RANK_WEIGHT = 0.5;

/**
 * Finds the passages that fit what a question asks for, best first. BM25F over their sections picks candidates; how relevant
 * those are follows from what they cover, how closely together, and how much that tells: see {@link relevance}.
 * `near` are passages that were found by meaning, if there is such a search; see {@link fused}.
 */
export function retrieve(
  slots: readonly Slot[],
  index: LexicalIndex,
  topK: number,
  near: readonly NearPassage[] = [],
): Hit[] {
  const ranks = bm25(slots, index);
  const best = topOf(ranks, CANDIDATES, index);
  const highest = ranks[best[0] ?? 0] || 1;
  const ordered = [...new Set([...best, ...near.flatMap(({ id }) => index.sectionsOf(id))])]
    .map((number) => {
      const score = relevance(evidenceOf(number, ranks[number] ?? 0, slots, index));
      return { number, score, order: score + (RANK_WEIGHT * (ranks[number] ?? 0)) / highest };
    })
    .sort((a, b) => b.order - a.order);
  const hits = bestOfPassages(ordered, index);
  return (near.length > 0 ? fused(hits, near) : hits).slice(0, topK);
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

function bm25(slots: readonly Slot[], index: LexicalIndex): Float32Array {
  const total = new Float32Array(index.numbers);
  const ofSlot = new Float32Array(index.numbers);
  for (const { alternatives, importance = 1 } of slots) {
    ofSlot.fill(0);
    for (const { terms, strength } of alternatives)
      for (const term of terms) index.raise(ofSlot, term, (importance * strength) / terms.length);
    ofSlot.forEach((score, section) => (total[section] = (total[section] ?? 0) + score));
  }
  return total;
}

function evidenceOf(
  section: number,
  rank: number,
  slots: readonly Slot[],
  index: LexicalIndex,
): Evidence {
  const covered = coveredBy(section, slots, index);
  const asked = slots.reduce((sum, { weight }) => sum + weight, 0);
  const rareWords = covered / index.idf('');
  return {
    coverage: asked > 0 ? covered / asked : 0,
    closeness: closeness(slots, section, index),
    density: asked > 0 ? Math.min(1, rank / (HIGHEST_BM25 * asked)) : 0,
    amount: rareWords / (1 + rareWords),
  };
}

/**
 * What a section covers of a question, in nats. A word counts in full where the section, its heading or the title holds it; by
 * its strength for a synonym, the other form of an acronym or a word that sounds or looks alike; and by 0.8 of that where it
 * stands in another section of the passage, 0.5 elsewhere in the document.
 */
function coveredBy(section: number, slots: readonly Slot[], index: LexicalIndex): number {
  return slots.reduce((sum, { alternatives, weight }) => {
    return sum + weight * Math.max(0, ...alternatives.map((each) => match(section, each, index)));
  }, 0);
}

function match(section: number, { terms, strength }: Alternative, index: LexicalIndex): number {
  const { inPassage, inDocument } = index.section(section) as Section;
  const found = terms.reduce((sum, term) => {
    if (index.holds({ from: section, to: section + 1 }, term)) return sum + 1;
    if (index.holds(inPassage, term)) return sum + ELSEWHERE_IN_PASSAGE;
    return sum + (index.holds(inDocument, term) ? ELSEWHERE_IN_DOCUMENT : 0);
  }, 0);
  return (strength * found) / terms.length;
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
