import { sentencesOf } from '../language/sentences.js';
import { kindAskedFor } from './answer-kind.js';
import type { Answerer, AnswerSentence, GroundedQuestion } from './answerer.js';
import type { Candidate } from './candidates.js';
import { candidatesOfHit, rankCandidates, type RankedCandidate } from './candidate-score.js';
import { spokenRow } from './spoken-row.js';
import { speakable } from './speakable.js';
import { MOST_SPOKEN_WORDS, spokenLength, wordsIn } from './spoken-length.js';
import { spokenStep, spokenSteps } from './spoken-steps.js';

/** A sentence that begins so makes no sense without the one before it; any other is said first, for it is what was asked for. */
const LEANING =
  /^(it|its|they|their|he|she|his|her|this|that|these|those|then|there|so|such|both|otherwise|but|and|or|however|also|instead|after that|until then)\b/i;

/** Answers with the one or two sentences, or the steps, of the best document that answer the question most directly. */
export class ExtractiveAnswerer implements Answerer {
  readonly name = 'extractive';

  async *answer(question: GroundedQuestion): AsyncIterable<AnswerSentence> {
    const [best] = ranked(question);
    if (!best) return;
    for (const { text, passage } of spoken(best, question))
      yield { text, sources: [{ hit: best.hit, passage }] };
  }
}

/** What is said, each with the part of the document that says it. */
function spoken(best: RankedCandidate, asked: GroundedQuestion): Said[] {
  const { steps, row, section, text: passage } = best.candidate;
  const { title } = section.passage;
  if (steps.length > 0) {
    const said = asked.steps ? [spokenStep(steps, title, asked.steps)] : spokenSteps(steps, title);
    return said.map((text) => ({ text, passage }));
  }
  if (row) {
    const said = spokenRow(row, asked.queryTerms, kindAskedFor(asked.question));
    const text = speakable(spokenLength(said));
    return [{ text, passage }];
  }
  return withNeighbour(best, asked).map(({ text }) => ({
    text: speakable(spokenLength(text)),
    passage: text,
  }));
}

interface Said {
  text: string;
  passage: string;
}

/** Only the best document answers: sentences of several would not fit together. */
function ranked(asked: GroundedQuestion): RankedCandidate[] {
  const { question, hits, queryTerms, steps, candidates } = asked;
  if (candidates.length > 0 && !steps) return [...candidates];
  const kind = steps?.oneByOne ? 'steps' : kindAskedFor(question);
  return hits
    .filter(({ passage }) => passage.document === hits[0]?.passage.document)
    .flatMap((hit) => rankCandidates(candidatesOfHit(hit), hit, queryTerms, kind))
    .sort((a, b) => b.score - a.score);
}

/** With the sentence before it or after it in its paragraph, whichever answers better: what a question asks for often stands there. */
function withNeighbour({ candidate, hit }: RankedCandidate, asked: GroundedQuestion): Candidate[] {
  const all = candidatesOfHit(hit).filter(
    ({ section }) => section.heading === candidate.section.heading,
  );
  const at = all.findIndex(({ text }) => text === candidate.text);
  const [before, after] = [all[at - 1], all[at + 1]].map((other) => fits(other, candidate));
  const beside = [after, before].flatMap((other) => other ?? []);
  const kind = kindAskedFor(asked.question);
  const [best] = rankCandidates(beside, hit, asked.queryTerms, kind).sort(
    (a, b) => b.score - a.score,
  );
  if (!best) return [candidate];
  if (best.candidate.text.startsWith(candidate.text)) return [best.candidate];
  const comesFirst = best.candidate === before && LEANING.test(candidate.text);
  return comesFirst ? [best.candidate, candidate] : [candidate, best.candidate];
}

/** The other one, if both are of one paragraph and together they are no more than two sentences that are not too long. */
function fits(other: Candidate | undefined, { kind, text, block }: Candidate) {
  if (kind !== 'sentence' || other?.kind !== 'sentence' || other.block !== block) return undefined;
  const both = other.text.startsWith(text) ? other.text : `${text} ${other.text}`;
  const short = sentencesOf(both).length <= 2 && wordsIn(both) <= MOST_SPOKEN_WORDS;
  return short ? other : undefined;
}
