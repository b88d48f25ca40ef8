import type { TextTokenizer } from '@parley/moshi';

/** Frames that the model may keep silent before the next word is forced: about half a second. */
const PATIENCE_FRAMES = 6;

/** Tokens by which the model says nothing, and that a word is about to begin. */
export interface Padding {
  readonly silent: number;
  readonly announces: number;
}

/**
 * Text that the agent has to say, word by word at the model's own pace: a word is put in where the model would begin one, and its
 * further tokens follow at once. Text that comes faster than speech makes the model repeat itself or start over.
 */
export class ForcedText {
  private words: number[][] = [];
  private word: number[] = [];
  private waited = 0;

  constructor(
    private readonly tokenizer: TextTokenizer,
    private readonly padding: Padding,
  ) {}

  get isEmpty(): boolean {
    return this.words.length === 0 && this.word.length === 0;
  }

  say(text: string): void {
    for (const token of this.tokenizer.encode(text)) {
      const begins = this.tokenizer.piece(token).startsWith(' ') || this.words.length === 0;
      if (begins) this.words.push([token]);
      else this.words.at(-1)?.push(token);
    }
  }

  clear(): void {
    this.words = [];
    this.word = [];
    this.waited = 0;
  }

  /** @param drawn the token that the model would have, were it free */
  choose(drawn: number): number {
    const next = this.word.shift();
    if (next !== undefined) return next;
    if (this.words.length === 0) return drawn;
    if (this.keepsSilent(drawn)) return drawn;
    this.waited = 0;
    this.word = this.words.shift() as number[];
    return this.word.shift() as number;
  }

  /** A word that is announced begins with the next frame. */
  private keepsSilent(drawn: number): boolean {
    if (this.waited >= PATIENCE_FRAMES) return false;
    if (drawn === this.padding.announces) {
      this.waited = PATIENCE_FRAMES;
      return true;
    }
    this.waited += 1;
    return drawn === this.padding.silent;
  }
}
