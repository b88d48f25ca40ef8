import type { StepsWanted } from '../retrieval/step-request.js';
import { speakable } from './speakable.js';
import { spokenLength, wordsIn } from './spoken-length.js';

/** More would not be remembered; the rest is named and left to the article, which takes some words itself. */
const MOST_WORDS = 32;
const STEPS_IN_A_SENTENCE = 3;

/**
 * Steps as one or two sentences: "First, open the page, then choose Share, and then type the name. After that, choose Send."
 * When there are too many to listen to, the last sentence says how many are left, and in which article.
 */
export function spokenSteps(steps: readonly string[], title: string): string[] {
  const said = fitting(steps);
  const left = steps.length - said.length;
  const first = joined('First', said.slice(0, STEPS_IN_A_SENTENCE));
  const rest = said.slice(STEPS_IN_A_SENTENCE);
  const more =
    left > 0
      ? [`The article "${title}" has ${left === 1 ? 'one more step' : `${left} more steps`}.`]
      : [];
  return [first, ...(rest.length > 0 ? [joined('After that', rest)] : []), ...more].slice(0, 2);
}

/** One step for each time that a person asks for it, after those that were said at once, unless each was to come by itself. */
export function spokenStep(
  steps: readonly string[],
  title: string,
  { oneByOne, further }: StepsWanted,
): string {
  const at = oneByOne ? further : fitting(steps).length + further - 1;
  const step = steps[at];
  if (step === undefined) return `That was the last step of the article "${title}".`;
  return `Step ${at + 1} of ${steps.length}: ${lowerStart(speakable(step))}`;
}

function fitting(steps: readonly string[]): string[] {
  const most = STEPS_IN_A_SENTENCE * 2;
  const said: string[] = [];
  let words = 0;
  for (const step of steps.slice(0, most)) {
    words += wordsIn(step);
    if (said.length > 0 && words > MOST_WORDS) break;
    said.push(spokenLength(step, MOST_WORDS));
  }
  const allSaid = said.length === steps.length;
  return allSaid ? said : said.slice(0, STEPS_IN_A_SENTENCE);
}

function joined(opening: string, steps: readonly string[]): string {
  const clauses = steps.map((step) => lowerStart(speakable(step).replace(/\.$/, '')));
  const last = clauses.pop() ?? '';
  if (clauses.length === 0) return `${opening}, ${last}.`;
  return `${opening}, ${[...clauses.slice(0, 1), ...clauses.slice(1).map((each) => `then ${each}`)].join(', ')}, and then ${last}.`;
}

/** "Open the page" becomes "open the page"; "PDF files" and "I" stay. */
function lowerStart(text: string): string {
  return /^(?:[A-Z][a-z]|A )/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
