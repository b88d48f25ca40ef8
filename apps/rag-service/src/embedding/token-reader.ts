import { Tokenizer } from '@huggingface/tokenizers';
import type { ModelFolder } from './model-folder.js';

/** Far longer than any passage: more of a text would only take time. */
const LONGEST_TEXT = 32_000;

/** Turns text into the numbers of its tokens, in pieces of no more than the model takes. */
export class TokenReader {
  private readonly tokenizer: Tokenizer;
  /** What the model wants at the beginning and at the end of a text. */
  private readonly before: number[];
  private readonly after: number[];

  constructor(private readonly folder: ModelFolder) {
    this.tokenizer = new Tokenizer(folder.tokenizer, folder.tokenizerConfig);
    const [bare, whole] = [this.idsOf('a'), this.tokenizer.encode('a').ids];
    const start = bare[0] === undefined ? whole.length : whole.indexOf(bare[0]);
    this.before = whole.slice(0, start);
    this.after = whole.slice(start + bare.length);
  }

  /** Pieces of about the same length; one for a text that the model takes at once, and for an empty one. */
  read(text: string): number[][] {
    const ids = this.idsOf(text.slice(0, LONGEST_TEXT));
    const most = Math.max(1, this.folder.mostTokens - this.before.length - this.after.length);
    const count = Math.max(1, Math.ceil(ids.length / most));
    const length = Math.ceil(ids.length / count);
    return Array.from({ length: count }, (_, at) => [
      ...this.before,
      ...ids.slice(at * length, (at + 1) * length),
      ...this.after,
    ]);
  }

  private idsOf(text: string): number[] {
    return this.tokenizer.encode(text, { add_special_tokens: false }).ids;
  }
}
