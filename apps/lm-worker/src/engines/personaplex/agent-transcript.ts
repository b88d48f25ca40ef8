import type { AgentEvent } from '@parley/protocol';

/** Frames without a word after which the user may take the turn to be over: 1.2 s. */
const PAUSE_FRAMES = 15;

/** Follows the text that the model thinks while it speaks, and tells whose turn it is and what was said in it. */
export class AgentTranscript {
  private turn = 0;
  private text = '';
  private quietFrames = 0;

  constructor(private readonly emit: (event: AgentEvent) => void) {
    emit({ type: 'state', state: 'listening' });
  }

  /** One frame's piece of text; undefined when the model thinks of no word. */
  frame(piece: string | undefined): void {
    if (piece === undefined) return this.quiet();
    if (!this.text) this.begin();
    this.quietFrames = 0;
    this.text += piece;
    this.tell(false);
  }

  /** What is said next is the answer to the user's turn of that number. */
  answerTo(turn: number): void {
    if (this.text) this.end();
    this.turn = turn - 1;
  }

  /** What was being said is not said to its end. */
  interrupt(): void {
    if (!this.text) return;
    this.emit({ type: 'interrupted', turn: this.turn });
    this.end();
  }

  private begin(): void {
    this.turn += 1;
    this.emit({ type: 'state', state: 'speaking' });
  }

  private quiet(): void {
    if (!this.text) return;
    this.quietFrames += 1;
    if (this.quietFrames === PAUSE_FRAMES) this.end();
  }

  private end(): void {
    this.tell(true);
    this.text = '';
    this.quietFrames = 0;
    this.emit({ type: 'state', state: 'listening' });
  }

  private tell(final: boolean): void {
    this.emit({ type: 'transcript', turn: this.turn, text: this.text.trim(), final });
  }
}
