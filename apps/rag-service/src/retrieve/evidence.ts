import { closeness, saidTogether } from './closeness.js';
import { HIGHEST_BM25, type LexicalIndex } from './lexical-index.js';
import { placesOf, saidBy, textStart } from './places.js';
import type { Alternative, Slot } from './question-slots.js';
import type { Evidence } from './relevance.js';
import type { Section } from './sections.js';

/** What a word counts that stands elsewhere in the section's passage, or elsewhere in its document. */
const ELSEWHERE_IN_PASSAGE = 0.8;
const ELSEWHERE_IN_DOCUMENT = 0.5;

/** What speaks for a section; `rank` is its BM25 score, `highest` that of the best section. */
export function evidenceOf(
  section: number,
  { rank, highest }: { rank: number; highest: number },
  slots: readonly Slot[],
  index: LexicalIndex,
): Evidence {
  const asked = slots.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const covered = coveredBy(section, slots, index);
  const rareWords = covered / index.idf('');
  const places = placesOf(slots, section, index);
  const start = textStart(section, index);
  const above = places.filter(({ at }) => at < start);
  return {
    rank: rank / highest,
    density: Math.min(1, rank / (HIGHEST_BM25 * asked)),
    coverage: covered / asked,
    amount: rareWords / (1 + rareWords),
    closeness: closeness(slots, places),
    togetherness: saidTogether(slots, places) / asked,
    heading: saidBy(above, slots) / asked,
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
