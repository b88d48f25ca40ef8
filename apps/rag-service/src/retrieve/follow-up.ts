import type { Utterance } from '@parley/protocol';
import { isContentWord, wordsOf } from '../language/terms.js';
import { lessened, type Slot } from './question-slots.js';

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

/** The question's own slots, and those of its context: at half weight, and all together at no more than its own. */
export function withContext(slots: readonly Slot[], context: readonly Slot[]): Slot[] {
  const own = new Set(slots.map(meaning));
  const added = context.filter((slot) => !own.has(meaning(slot)));
  const share = slots.length > 0 ? weightOf(slots) / weightOf(added) : 1;
  const importance = Math.min(CONTEXT_WEIGHT, share);
  return [...slots, ...added.map((slot) => lessened(slot, importance))];
}

function weightOf(slots: readonly Slot[]): number {
  return slots.reduce((sum, { weight }) => sum + weight, 0);
}

function meaning({ alternatives }: Slot): string {
  return JSON.stringify(alternatives);
}
