import type { Hit } from '../retrieve/retriever.js';
import { sectionsOf } from '../retrieve/sections.js';
import { kindAskedFor } from './answer-kind.js';
import type { Answerer, AnswerSentence, GroundedQuestion } from './answerer.js';
import { candidatesOf, type Candidate } from './candidates.js';
import { rankCandidates, type RankedCandidate } from './candidate-score.js';
import { spokenRow } from './spoken-row.js';
import { speakable } from './speakable.js';
import { spokenStep, spokenSteps } from './spoken-steps.js';

/** A very short answer takes the sentence after it along. */
const SHORT_ANSWER_WORDS = 9;
const LONGEST_ANSWER_WORDS = 45;

/** Answers with the one or two sentences, or the steps, of the best document that answer the question most directly. */
export class ExtractiveAnswerer implements Answerer {
  readonly name = 'extractive';

  async *answer(question: GroundedQuestion): AsyncIterable<AnswerSentence> {
    const [best] = ranked(question);
    if (!best) return;
    const { candidate, hit } = best;
    for (const text of spoken(candidate, question))
      yield { text, support: [{ hit, passage: candidate.text }] };
  }
}

function spoken(candidate: Candidate, grounded: GroundedQuestion): string[] {
  const { question, slots } = grounded;
  const { steps, row, section } = candidate;
  if (grounded.steps && steps.length > 0)
    return [spokenStep(steps, section.passage.title, grounded.steps)];
  if (steps.length > 0) return spokenSteps(steps, section.passage.title);
  if (row) return [speakable(spokenRow(row, slots, kindAskedFor(question)))];
  return [candidate, ...continuation(candidate)].map(({ text }) => speakable(text));
}

/** Only the best document answers: sentences of several would not fit together. */
function ranked({ question, hits, slots, steps }: GroundedQuestion): RankedCandidate[] {
  const kind = steps?.oneByOne ? 'steps' : kindAskedFor(question);
  return hits
    .filter(({ passage }) => passage.document === hits[0]?.passage.document)
    .flatMap((hit) => rankCandidates(candidatesOfHit(hit), hit, slots, kind))
    .sort((a, b) => b.score - a.score);
}

/** The sentence after a very short one, if they belong together. */
function continuation({ kind, text, section }: Candidate): Candidate[] {
  if (kind !== 'sentence' || wordsIn(text) > SHORT_ANSWER_WORDS) return [];
  const all = candidatesOf(section);
  const next = all[all.findIndex((other) => other.text === text) + 1];
  const fits =
    next?.kind === 'sentence' && wordsIn(text) + wordsIn(next.text) <= LONGEST_ANSWER_WORDS;
  return fits ? [next] : [];
}

function wordsIn(text: string): number {
  return text.split(/\s+/).length;
}

function candidatesOfHit({ passage }: Hit): Candidate[] {
  return sectionsOf([passage]).flatMap(candidatesOf);
}
