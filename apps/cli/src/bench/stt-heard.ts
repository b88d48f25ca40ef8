import type { FinalTranscript, TranscriptEvent } from '@parley/protocol';
import type { Timed } from './bench-session.js';

/** When things were spoken, in milliseconds since the epoch. */
export interface SpokenAt {
  firstVoicedAt: number;
  speechEndedAt: number;
}

/** What a recogniser made of a recording. Times are milliseconds, null where there was nothing to time. */
export interface Heard {
  text: string;
  /** Turns with words in them. */
  turns: number;
  inDomain: boolean;
  /** False when it would be asked back. */
  isSure: boolean;
  firstPartialMs: number | null;
  endOfTurnToFinalMs: number | null;
  endOfSpeechToFinalMs: number | null;
}

export function heardOf(
  events: readonly Timed<TranscriptEvent>[],
  { firstVoicedAt, speechEndedAt }: SpokenAt,
): Heard {
  const finals = lastFinals(events).filter(({ text }) => text);
  const last = finals.at(-1);
  const partial = events.find(({ value }) => value.type === 'partial');
  return {
    text: finals.map(({ text }) => text).join(' '),
    turns: finals.length,
    inDomain: finals.length > 0 && finals.every(({ inDomain }) => inDomain),
    isSure: finals.every(({ isSure }) => isSure ?? true),
    firstPartialMs: partial ? Math.round(partial.at - firstVoicedAt) : null,
    endOfTurnToFinalMs: last ? last.recognizedAt - last.turnEndedAt : null,
    endOfSpeechToFinalMs: last ? Math.round(last.recognizedAt - speechEndedAt) : null,
  };
}

/** The final of each turn, in their order; a turn that went on after its end has several, and the last is the whole. */
export function lastFinals(events: readonly Timed<TranscriptEvent>[]): FinalTranscript[] {
  const finals = events.flatMap(({ value }) => (value.type === 'final' ? [value] : []));
  return [...new Map(finals.map((final) => [final.turn, final])).values()];
}

/** Whether every turn that began has ended. */
export function isSettled(events: readonly Timed<TranscriptEvent>[]): boolean {
  const lastOfTurn = new Map(events.map(({ value }) => [value.turn, value.type]));
  return [...lastOfTurn.values()].every((type) => type === 'final');
}
