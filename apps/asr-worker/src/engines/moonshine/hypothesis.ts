import type { Reading } from './decoding-messages.js';
import { dropRepetition } from './repetition.js';
import type { Spelling } from './spelling.js';

/** Below, much of it was a guess. Clear speech has -0.02 to -0.4. */
const SURE_MEAN_LOG_PROBABILITY = -0.37;

/** What one window of speech, or several in a row, seem to say. */
export interface Heard {
  /** As the model writes: punctuated, with capitals. */
  readonly display: string;
  /** Lower-case words. */
  readonly text: string;
  /** Lower-case words of the best reading that differs in them, or the same. */
  readonly second: string;
  /** Whether the model was sure, the text is whole and does not go round in circles. */
  readonly isSure: boolean;
}

export const HEARD_NOTHING: Heard = { display: '', text: '', second: '', isSure: true };

/** Judges the readings of one window. */
export function judge(readings: readonly Reading[], spelling: Spelling): Heard {
  const [best, ...others] = readings;
  if (!best) return HEARD_NOTHING;
  const { text: display, isRepetitive } = dropRepetition(best.text);
  const text = spelling.plain(display);
  const second = others
    .filter((reading) => !reading.isCut)
    .map((reading) => spelling.plain(dropRepetition(reading.text).text))
    .find((other) => other !== '' && other !== text);
  const isSure =
    !best.isCut && !isRepetitive && best.meanLogProbability >= SURE_MEAN_LOG_PROBABILITY;
  return { display, text, second: second ?? text, isSure };
}

/** Windows of one utterance, one after the other. */
export function joinHeard(parts: readonly Heard[]): Heard {
  const said = parts.filter(({ text }) => text !== '');
  const join = (words: readonly string[]) => words.join(' ');
  return {
    display: join(said.map(({ display }) => display)),
    text: join(said.map(({ text }) => text)),
    second: join(said.map(({ second }) => second)),
    isSure: parts.every(({ isSure }) => isSure),
  };
}
