/** Silence that ends any turn: hardly anybody pauses for longer in the middle of a sentence. */
const LONGEST_PAUSE_MS = 1_500;
/** The turn model is too sure of itself: its log-odds count for so much. Fitted, like the next, on recordings of people. */
const SOUND_WEIGHT = 0.6;
/** Log-odds that a turn is over when the recogniser ends its text as a sentence. */
const SENTENCE_LOG_ODDS = 1.3;
/** A verdict is never taken for a certainty. */
const LEAST_DOUBT = 1e-4;

export interface EndOfTurnCues {
  /** What the turn model says, from 0 to 1. */
  completeness: number;
  /** What all of the utterance seems to say, punctuated where the recogniser does that; undefined where it is not known yet. */
  text: string | undefined;
}

/**
 * How much silence ends the turn, from how it sounded and what was said: the surer, the less. It goes with the square root of
 * the odds that the turn goes on, so that a wrong verdict costs a moment and not the turn.
 * @param silenceMs how much it takes at even odds
 */
export function silenceToEnd({ completeness, text }: EndOfTurnCues, silenceMs: number): number {
  const isSentence = /[.?!]$/.test(text ?? '');
  const logOdds = SOUND_WEIGHT * logit(completeness) + (isSentence ? SENTENCE_LOG_ODDS : 0);
  return Math.min(LONGEST_PAUSE_MS, silenceMs * Math.exp(-logOdds / 2));
}

function logit(probability: number): number {
  const within = Math.min(1 - LEAST_DOUBT, Math.max(LEAST_DOUBT, probability));
  return Math.log(within / (1 - within));
}
