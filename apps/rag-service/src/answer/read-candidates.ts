import type { DenseMatch } from '../retrieval/fusion.js';
import type { Hit } from '../retrieval/hit.js';
import type { QueryTerm } from '../retrieval/query-terms.js';
import type { AnswerEvidence } from './answerability.js';
import type { AnswerKind } from './answer-kind.js';
import { candidatesOfHit, rankCandidates, type RankedCandidate } from './candidate-score.js';

/** A candidate with what speaks for it. */
export interface ReadCandidate extends RankedCandidate {
  evidence: AnswerEvidence;
}

/** What each piece of evidence counts when candidates are put in order; see docs/adr/013. */
const MEANING = 1.9;
const WORDS = 0.5;
const PASSAGE = 0.1;

/** Candidates of all passages whose sentences have vectors, best first: by what they mean together with their words. */
export function readCandidates(
  hits: readonly Hit[],
  matches: readonly DenseMatch[],
  queryTerms: readonly QueryTerm[],
  kind: AnswerKind,
): ReadCandidate[] {
  const sentences = new Map(matches.map((each) => [each.id, each.sentences]));
  return hits
    .flatMap((hit) => {
      const similarities = sentences.get(hit.passage.id);
      if (!similarities) return [];
      return rankCandidates(candidatesOfHit(hit), hit, queryTerms, kind).map((ranked) => {
        const { units } = ranked.candidate;
        const meaning = Math.max(...units.map((unit) => similarities[unit] ?? -1));
        const evidence = { meaning, words: ranked.score, passage: logOdds(hit.score) };
        return { ...ranked, evidence, score: scoreOf(evidence) };
      });
    })
    .sort((a, b) => b.score - a.score);
}

function scoreOf({ meaning, words, passage }: AnswerEvidence): number {
  return MEANING * meaning + WORDS * words + PASSAGE * passage;
}

function logOdds(score: number): number {
  const bounded = Math.min(0.999, Math.max(0.001, score));
  return Math.log(bounded / (1 - bounded));
}
