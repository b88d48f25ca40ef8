import type { Utterance } from '@parley/protocol';

/** Six exchanges: what "it" and "there" in a question can refer to. */
const LONGEST = 12;

/** What was said aloud in this talk, by both sides, the latest last. */
export class History {
  private readonly utterances: Utterance[];

  constructor(before: readonly Utterance[]) {
    this.utterances = before.slice(-LONGEST);
  }

  add(role: Utterance['role'], text: string): void {
    if (!text) return;
    this.utterances.push({ role, text });
    if (this.utterances.length > LONGEST) this.utterances.shift();
  }

  all(): Utterance[] {
    return [...this.utterances];
  }
}
