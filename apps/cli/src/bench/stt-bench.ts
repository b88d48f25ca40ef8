import { spread, type Spread } from './statistics.js';
import type { Heard } from './stt-heard.js';
import { normalizedWords } from './stt-normalizer.js';
import {
  countMissing,
  countWordErrors,
  errorsOf,
  wordErrorRate,
  type WordErrors,
} from './stt-word-errors.js';

/** One recording and what was heard. */
export interface SttOutcome extends Heard {
  name: string;
  reference: string;
  /** The reference has but the words that must be heard. */
  isKeywords: boolean;
}

/** More of its words misheard, and what is answered is another question. */
const WRONG_SHARE = 0.3;

/** What a recogniser used, of all the audio that it was sent. */
export interface SttCost {
  /** Silence around the recordings included. */
  audioSeconds: number;
  /** Null where the system does not tell. */
  cpuSeconds: number | null;
  peakMemoryMb: number | null;
  /** Frames that it dropped since it could not keep up: what was said in them was not heard. */
  droppedFrames: number;
}

export interface SttFigures extends WordErrors {
  recordings: number;
  wordErrorRate: number | null;
  /** Recordings of which nothing was heard, and which became several turns. */
  empty: number;
  split: number;
  inDomainShare: number | null;
  /** Wrong: more than 30 % of the words. */
  wrong: { recordings: number; askedBack: number };
  right: { recordings: number; askedBack: number };
  cpuSecondsPerSecond: number | null;
  peakMemoryMb: number | null;
  droppedFrames: number;
  /** From the first voiced sound. Latencies are null when the audio was not played at the pace of speech. */
  firstPartial: Spread;
  endOfTurnToFinal: Spread;
  endOfSpeechToFinal: Spread;
}

export function errorsIn({ reference, text, isKeywords }: SttOutcome): WordErrors {
  const count = isKeywords ? countMissing : countWordErrors;
  return count(normalizedWords(reference), normalizedWords(text));
}

function isWrong(outcome: SttOutcome): boolean {
  const errors = errorsIn(outcome);
  return errorsOf(errors) > WRONG_SHARE * errors.words;
}

function askedBackAmong(outcomes: readonly SttOutcome[]): SttFigures['wrong'] {
  const askedBack = outcomes.filter(({ isSure, turns }) => !isSure || turns === 0).length;
  return { recordings: outcomes.length, askedBack };
}

export function summarizeStt(
  outcomes: readonly SttOutcome[],
  { audioSeconds, cpuSeconds, peakMemoryMb, droppedFrames }: SttCost,
  isRealTime: boolean,
): SttFigures {
  const counted = outcomes.map(errorsIn);
  const total = (kind: keyof WordErrors) => counted.reduce((sum, each) => sum + each[kind], 0);
  const share = outcomes.filter(({ inDomain }) => inDomain).length / outcomes.length;
  const times = (stage: keyof Heard) =>
    spread(isRealTime ? outcomes.flatMap((outcome) => (outcome[stage] ?? []) as number) : []);
  return {
    recordings: outcomes.length,
    wordErrorRate: wordErrorRate(counted),
    words: total('words'),
    substitutions: total('substitutions'),
    insertions: total('insertions'),
    deletions: total('deletions'),
    empty: outcomes.filter(({ turns }) => turns === 0).length,
    split: outcomes.filter(({ turns }) => turns > 1).length,
    inDomainShare: outcomes.length > 0 ? share : null,
    wrong: askedBackAmong(outcomes.filter(isWrong)),
    right: askedBackAmong(outcomes.filter((outcome) => !isWrong(outcome))),
    cpuSecondsPerSecond: cpuSeconds === null ? null : cpuSeconds / audioSeconds,
    peakMemoryMb,
    droppedFrames,
    firstPartial: times('firstPartialMs'),
    endOfTurnToFinal: times('endOfTurnToFinalMs'),
    endOfSpeechToFinal: times('endOfSpeechToFinalMs'),
  };
}
