import type { Utterance } from '@parley/protocol';
import { isContentWord, wordsOf } from '../language/terms.js';
import { withLessWeight, type QueryTerm } from './query-terms.js';

const CONNECTED = /^(?:and|but|or|so|also|then)\b|^(?:what|how) (?:about|if)\b/i;
const POINTING = /\b(?:it|that|this|they|them|those|these|there|one)\b/i;
/** A question that points somewhere and holds more than this stands by itself: "I got a mail, is it a fraud?" */
const FEW_WORDS = 2;
const CONTEXT_WEIGHT = 0.5;

/** Whether a question needs the one before: "and on a Mac?", "how long does it take?" */
export function isFollowUp(question: string): boolean {
  const content = wordsOf(question).filter(isContentWord).length;
  return (
    CONNECTED.test(question.trim()) ||
    content === 0 ||
    (content <= FEW_WORDS && POINTING.test(question))
  );
}

/** The earlier questions that a follow-up leans on, oldest first, back to one that stands by itself. */
export function contextOf(question: string, history: readonly Utterance[]): string[] {
  const context: string[] = [];
  let latest = question;
  const earlier = history.filter(({ role, text }) => role === 'user' && text !== question);
  for (const { text } of earlier.reverse()) {
    if (!isFollowUp(latest)) break;
    context.unshift(text);
    latest = text;
  }
  return context;
}

/** The question's own query terms, and those of its context: at half weight, and all together at no more than its own. */
export function withContext(
  queryTerms: readonly QueryTerm[],
  context: readonly QueryTerm[],
): QueryTerm[] {
  const own = new Set(queryTerms.map(meaning));
  const added = context.filter((queryTerm) => !own.has(meaning(queryTerm)));
  const share = queryTerms.length > 0 ? weightOf(queryTerms) / weightOf(added) : 1;
  const importance = Math.min(CONTEXT_WEIGHT, share);
  return [...queryTerms, ...added.map((queryTerm) => withLessWeight(queryTerm, importance))];
}

function weightOf(queryTerms: readonly QueryTerm[]): number {
  return queryTerms.reduce((sum, { weight }) => sum + weight, 0);
}

function meaning({ variants }: QueryTerm): string {
  return JSON.stringify(variants);
}
