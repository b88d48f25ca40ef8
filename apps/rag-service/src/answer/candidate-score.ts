import { termsIn } from '../language/terms.js';
import type { TermVariant, QueryTerm } from '../retrieval/query-terms.js';
import type { Hit } from '../retrieval/hit.js';
import { bodyOf, sectionsOf, type Section } from '../retrieval/sections.js';
import { holdsKind, instructs, type AnswerKind } from './answer-kind.js';
import { candidatesOf, type Candidate } from './candidates.js';

export interface RankedCandidate {
  candidate: Candidate;
  hit: Hit;
  score: number;
}

/** What a word of the question counts by where it stands: the nearer to the candidate, the more. */
const NEARNESS = { text: 1, heading: 0.8, block: 0.6, title: 0.4, section: 0.2 };
/** A time for "when", a number for "how many": hardly ever does a text without one answer. */
const RIGHT_KIND = 0.5;
const STEPS_ASKED_FOR = 0.4;
const INSTRUCTION_FOR_PROBLEM = 0.2;
const INSTRUCTION_FOR_STEPS = 0.15;
const NO_INSTRUCTION = -0.2;
const TABLE_FOR_CHOICE = 0.15;
const BEST_SECTION = 0.05;
/** Many steps hold many words by chance, and rows read worse than sentences. */
const UNASKED_STEPS = -0.25;
const UNASKED_ROW = -0.1;

/**
 * Scores candidates of one hit by how directly they answer: the words of the question that they hold, in themselves or
 * in what stands around them, and whether they have the form that is asked for (a time, a number, steps, ...).
 */
export function rankCandidates(
  candidates: readonly Candidate[],
  hit: Hit,
  queryTerms: readonly QueryTerm[],
  kind: AnswerKind,
): RankedCandidate[] {
  const placesOf = placesBySection();
  return candidates.map((candidate) => {
    const place = candidate.section.heading === hit.section.heading ? BEST_SECTION : 0;
    return {
      candidate,
      hit,
      score: directness(placesOf(candidate), queryTerms) + form(candidate, kind) + place,
    };
  });
}

/** Everything in a passage that could be an answer by itself. */
export function candidatesOfHit({ passage }: Hit): Candidate[] {
  return candidatesOf(sectionsOf([passage]));
}

function form({ kind, text }: Candidate, asked: AnswerKind): number {
  const instruction = kind === 'sentence' && instructs(text);
  switch (asked) {
    case 'steps':
      if (kind === 'steps') return STEPS_ASKED_FOR;
      return instruction ? INSTRUCTION_FOR_STEPS : NO_INSTRUCTION;
    case 'advice':
      return kind === 'steps' || instruction ? INSTRUCTION_FOR_PROBLEM : 0;
    case 'problem':
      if (kind === 'steps') return UNASKED_STEPS;
      return instruction ? INSTRUCTION_FOR_PROBLEM : 0;
    case 'choice':
      return kind === 'row' || kind === 'list' ? TABLE_FOR_CHOICE : 0;
    default:
      return unasked(kind, asked) + (kind !== 'steps' && holdsKind(text, asked) ? RIGHT_KIND : 0);
  }
}

function unasked(kind: Candidate['kind'], asked: AnswerKind): number {
  if (kind === 'steps') return UNASKED_STEPS;
  return kind === 'row' && asked !== 'amount' && asked !== 'count' ? UNASKED_ROW : 0;
}

/** Terms of a text that a candidate stands in, and what a word of the question counts there. */
interface Place {
  terms: ReadonlySet<string>;
  nearness: number;
}

/** Places of candidates, the nearest first; a section that many candidates share is split into terms once. */
function placesBySection(): (candidate: Candidate) => Place[] {
  const known = new Map<Section, Record<'heading' | 'title' | 'body', Place>>();
  const around = (section: Section) => {
    const places = known.get(section) ?? {
      heading: { terms: termsIn(section.heading), nearness: NEARNESS.heading },
      title: { terms: termsIn(section.passage.title), nearness: NEARNESS.title },
      body: { terms: termsIn(bodyOf(section)), nearness: NEARNESS.section },
    };
    known.set(section, places);
    return places;
  };
  return ({ section, text, block }) => {
    const { heading, title, body } = around(section);
    return [
      { terms: termsIn(text), nearness: NEARNESS.text },
      heading,
      { terms: termsIn(block), nearness: NEARNESS.block },
      title,
      body,
    ];
  };
}

function directness(places: readonly Place[], queryTerms: readonly QueryTerm[]): number {
  const nearest = (term: string) => places.find(({ terms }) => terms.has(term))?.nearness ?? 0;
  const worth = ({ terms, strength }: TermVariant) =>
    (strength * terms.reduce((sum, term) => sum + nearest(term), 0)) / terms.length;
  const asked = queryTerms.reduce((sum, { weight }) => sum + weight, 0);
  const met = queryTerms.reduce(
    (sum, { weight, variants }) => sum + weight * Math.max(...variants.map(worth)),
    0,
  );
  return asked > 0 ? met / asked : 0;
}
