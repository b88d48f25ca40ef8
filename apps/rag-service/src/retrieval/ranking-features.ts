import { proximity, windowCoverage } from './proximity.js';
import { HIGHEST_BM25, type LexicalIndex } from './lexical-index.js';
import { occurrencesOf, coverageOf, textStart } from './term-occurrences.js';
import type { TermVariant, QueryTerm } from './query-terms.js';
import type { RankingFeatures } from './scoring.js';
import type { Section } from './sections.js';

/** What a word counts that stands elsewhere in the section's passage, or elsewhere in its document. */
const ELSEWHERE_IN_PASSAGE = 0.8;
const ELSEWHERE_IN_DOCUMENT = 0.5;

/** What speaks for a section; `rank` is its BM25 score, `highest` that of the best section. */
export function rankingFeaturesOf(
  section: number,
  { rank, highest }: { rank: number; highest: number },
  queryTerms: readonly QueryTerm[],
  index: LexicalIndex,
): RankingFeatures {
  const asked = queryTerms.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const covered = coveredBy(section, queryTerms, index);
  const rareWords = covered / index.idf('');
  const occurrences = occurrencesOf(queryTerms, section, index);
  const start = textStart(section, index);
  const above = occurrences.filter(({ at }) => at < start);
  return {
    rank: rank / highest,
    density: Math.min(1, rank / (HIGHEST_BM25 * asked)),
    coverage: covered / asked,
    amount: rareWords / (1 + rareWords),
    proximity: proximity(queryTerms, occurrences),
    windowCoverage: windowCoverage(queryTerms, occurrences) / asked,
    heading: coverageOf(above, queryTerms) / asked,
  };
}

/**
 * What a section covers of a question, in nats. A word counts in full where the section, its heading or the title holds it; by
 * its strength for a synonym, the other form of an acronym or a word that sounds or looks alike; and by 0.8 of that where it
 * stands in another section of the passage, 0.5 elsewhere in the document.
 */
function coveredBy(section: number, queryTerms: readonly QueryTerm[], index: LexicalIndex): number {
  return queryTerms.reduce((sum, { variants, weight }) => {
    return sum + weight * Math.max(0, ...variants.map((each) => match(section, each, index)));
  }, 0);
}

function match(section: number, { terms, strength }: TermVariant, index: LexicalIndex): number {
  const { inPassage, inDocument } = index.section(section) as Section;
  const found = terms.reduce((sum, term) => {
    if (index.holds({ from: section, to: section + 1 }, term)) return sum + 1;
    if (index.holds(inPassage, term)) return sum + ELSEWHERE_IN_PASSAGE;
    return sum + (index.holds(inDocument, term) ? ELSEWHERE_IN_DOCUMENT : 0);
  }, 0);
  return (strength * found) / terms.length;
}
