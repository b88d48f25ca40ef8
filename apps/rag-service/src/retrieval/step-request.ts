import type { Utterance } from '@parley/protocol';
import { isContentWord, wordsOf } from '../language/terms.js';

/** Which steps of an answer a person wants to hear. */
export interface StepsWanted {
  /** One at a time from the first, or as many at once as can be remembered. */
  oneByOne: boolean;
  /** How often the person has asked for what comes next. */
  further: number;
}

/** A question about steps, taken back to the question that the steps answer. */
export interface StepRequest {
  question: string;
  /** What was said before that question. */
  history: Utterance[];
  steps: StepsWanted;
}

const OPENING = String.raw`(?:(?:ok|okay|yes|right|good|great|done|and|so|then|please)[\s,.]+)*`;
const NEXT = new RegExp(
  String.raw`^${OPENING}(?:next(?: step| one)?|the next (?:step|one)|what(?: is|'s|s| comes)? next|what then|then what|and then|go on|continue|carry on|what (?:do|should|must) i do (?:next|then))(?:[\s,]+please)?[\s.?!]*$`,
  'i',
);
const ONE_BY_ONE = /\b(?:step by step|(?:one )?step at a time|one by one)\b/gi;

/**
 * Reads "step by step", in a question or after one, and "next" or "what then" after it. Undefined for every other
 * question, and when there is none that steps could answer.
 */
export function stepRequestOf(
  question: string,
  history: readonly Utterance[],
): StepRequest | undefined {
  const asked = questionsOf(history, question);
  let at = asked.length - 1;
  while (NEXT.test(asked[at]?.text.trim() ?? '')) at--;
  const further = asked.length - 1 - at;
  const said = asked[at]?.text ?? '';
  const about = said.replace(ONE_BY_ONE, ' ');
  const oneByOne = about !== said;
  if (at < 0 || (further === 0 && !oneByOne)) return undefined;
  // "step by step, please" is about the question before it
  const base = saysSomething(about) ? { ...asked[at], text: about } : asked[at - 1];
  if (base?.place === undefined) return undefined;
  return {
    question: base.text.trim(),
    history: history.slice(0, base.place),
    steps: { oneByOne, further },
  };
}

interface Asked {
  text: string;
  place: number;
}

/** What the person has asked, the question itself last; a history may or may not hold it already. */
function questionsOf(history: readonly Utterance[], question: string): Asked[] {
  const asked = history.flatMap(({ role, text }, place) =>
    role === 'user' ? [{ text, place }] : [],
  );
  const last = history.at(-1);
  const held = last?.role === 'user' && last.text === question;
  return held ? asked : [...asked, { text: question, place: history.length }];
}

/** "Tell me that" alone asks for nothing. */
function saysSomething(text: string): boolean {
  return wordsOf(text).some(isContentWord);
}
