/** From here on the turn model is taken at its word. */
export const COMPLETE = 0.5;
/** Below that it is as sure that more will come. */
const INCOMPLETE = 0.1;
/** Silence that ends any turn: hardly anybody pauses for longer in the middle of a sentence. */
const LONGEST_PAUSE_MS = 1_500;
/** Where the turn model cannot tell, or says other than the words: a turn that goes on after it is joined again. */
const UNSURE_PAUSE_MS = 600;

export interface EndOfTurnCues {
  /** What the turn model says, from 0 to 1. */
  completeness: number;
  /** What all of the utterance seems to say, punctuated where the recogniser does that; undefined where it is not known yet. */
  text: string | undefined;
}

/**
 * How much silence ends the turn, from how it sounded and what was said.
 * @param silenceMs the rule without a turn model, and after a question
 */
export function silenceToEnd(
  { completeness, text = '' }: EndOfTurnCues,
  silenceMs: number,
): number {
  if (isOpenEnded(text)) return LONGEST_PAUSE_MS;
  if (completeness >= COMPLETE) return 0;
  if (text.endsWith('?')) return silenceMs;
  const isSentence = /[.!]$/.test(text);
  return completeness < INCOMPLETE && !isSentence ? LONGEST_PAUSE_MS : UNSURE_PAUSE_MS;
}

const words = (list: string) => new Set(list.split(' '));
/** Words after which an English sentence goes on, whatever a recogniser writes behind them. */
const OPENERS = words(
  'a an the my your his her its our their and or but because if when while that which whose than is are was were am',
);
/** A statement goes on after these; a question may end on them ("What is it for?"). */
const PREPOSITIONS = words('as of to from with for at by into about between who whom');

/** Whether what was said so far is the beginning of something, however it sounded. */
export function isOpenEnded(text: string): boolean {
  if (/,\s*$/.test(text)) return true;
  const last = (text.toLowerCase().match(/[a-z']+|\d+/g) ?? []).at(-1) ?? '';
  return OPENERS.has(last) || (PREPOSITIONS.has(last) && !text.endsWith('?'));
}
