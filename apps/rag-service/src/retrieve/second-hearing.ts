import type { NearPassage } from './fusion.js';
import type { LexicalIndex } from './lexical-index.js';
import { lessened, type Slot } from './question-slots.js';
import { retrieve, type Hit } from './retriever.js';

/** What a word counts that only one of two decoders heard. */
const HEARD_ONCE = 0.5;
/** Looked at under both hearings, so that a passage keeps its best score. */
const COMPARED = 20;

/**
 * Retrieval for a spoken question of which there are two hearings. Words in both count in full, the others half: that
 * decides the order. The score is the best of what the passage has under both together and under each alone, so that
 * the mistakes of one decoder make no refusals.
 */
export function retrieveHeardTwice(
  first: readonly Slot[],
  second: readonly Slot[],
  index: LexicalIndex,
  topK: number,
  near: readonly NearPassage[] = [],
): Hit[] {
  if (second.length === 0) return retrieve(first, index, topK, near);
  const alone = [first, second].map((slots) => scoresOf(retrieve(slots, index, COMPARED, near)));
  return retrieve(combined(first, second), index, topK, near).map((hit) => {
    const scores = alone.map((each) => each.get(hit.passage.id) ?? 0);
    return { ...hit, score: Math.max(hit.score, ...scores) };
  });
}

function scoresOf(hits: readonly Hit[]): Map<string, number> {
  return new Map(hits.map(({ passage, score }) => [passage.id, score]));
}

function combined(first: readonly Slot[], second: readonly Slot[]): Slot[] {
  const firstMeanings = new Set(first.map(meaning));
  const secondMeanings = new Set(second.map(meaning));
  return [
    ...first.map((slot) => (secondMeanings.has(meaning(slot)) ? slot : halved(slot))),
    ...second.filter((slot) => !firstMeanings.has(meaning(slot))).map(halved),
  ];
}

function halved(slot: Slot): Slot {
  return lessened(slot, HEARD_ONCE);
}

function meaning({ alternatives }: Slot): string {
  return JSON.stringify(alternatives);
}
