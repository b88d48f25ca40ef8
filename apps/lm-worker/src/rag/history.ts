import type { Utterance } from '@parley/protocol';

/** Six exchanges: what "it" and "there" in a question can refer to. */
const LONGEST = 12;

/** What was said aloud in this session, by both sides, the latest last. */
export class History {
  private readonly utterances: Utterance[];
  /** What the user said last. */
  private last: { turn: number; utterance: Utterance } | undefined;

  constructor(before: readonly Utterance[]) {
    this.utterances = before.slice(-LONGEST);
  }

  addAnswer(text: string): void {
    if (text) this.add({ role: 'assistant', text });
  }

  /** What the user said in a turn. */
  addUserTurn(turn: number, text: string): void {
    this.takeBack(turn);
    if (!text) return;
    const utterance = { role: 'user', text } as const;
    this.last = { turn, utterance };
    this.add(utterance);
  }

  /** The user goes on with a turn that was taken for over: its half and what was answered to that count no more. */
  takeBack(turn: number): void {
    if (this.last?.turn !== turn) return;
    const at = this.utterances.indexOf(this.last.utterance);
    if (at >= 0) this.utterances.length = at;
    this.last = undefined;
  }

  all(): Utterance[] {
    return [...this.utterances];
  }

  /** What was said before a turn, which may have been taken for over once already. */
  before(turn: number): Utterance[] {
    const { last } = this;
    const at = last?.turn === turn ? this.utterances.indexOf(last.utterance) : -1;
    return at < 0 ? this.all() : this.utterances.slice(0, at);
  }

  private add(utterance: Utterance): void {
    this.utterances.push(utterance);
    if (this.utterances.length > LONGEST) this.utterances.shift();
  }
}
