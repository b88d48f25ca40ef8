import type { Utterance } from '@parley/protocol';
import type { Intent } from './intent.js';
import { INTENTS } from './intents.js';

/** What was said before: the talk about the conversation, and what was asked of the documents. */
export class Past {
  /** Without the question itself, which a history may or may not hold. */
  private readonly earlier: readonly Utterance[];

  constructor(history: readonly Utterance[], question: string) {
    const last = history.at(-1);
    const isHeld = last?.role === 'user' && last.text === question;
    this.earlier = isHeld ? history.slice(0, -1) : history;
  }

  /** Latest first. */
  get answers(): string[] {
    return this.earlier.flatMap(({ role, text }) => (role === 'assistant' ? [text] : [])).reverse();
  }

  /** Questions to the documents and their answers: a follow-up leans on them, not on a "thank you" that came between. */
  aboutDocuments(intentOf: (text: string) => Intent | undefined): Utterance[] {
    let isAside = false;
    return this.earlier.filter(({ role, text }) => {
      if (role === 'user') isAside = intentOf(text) !== undefined;
      return !isAside;
    });
  }

  /** Whether the last answer broke off in a sentence. */
  get isInterrupted(): boolean {
    const [last] = this.answers;
    return last !== undefined && !/[.!?:]["'”’)]*$/.test(last.trim());
  }

  /** Whether the documents, not the agent out of courtesy, asked the person something: "yes" is then an answer. */
  get asksBack(): boolean {
    const [last = ''] = this.answers;
    const isCourtesy = INTENTS.some(({ reply }) => reply && last.endsWith(reply));
    return last.trim().endsWith('?') && !isCourtesy;
  }
}
