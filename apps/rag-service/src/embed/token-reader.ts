import { Tokenizer } from '@huggingface/tokenizers';
import type { ModelFolder } from './model-folder.js';

/** No token is longer than so many letters on average in text worth cutting exactly; more of it would only take time. */
const LETTERS_PER_TOKEN = 16;

/** Turns text into the numbers of its tokens, as many as the model takes. */
export class TokenReader {
  private readonly tokenizer: Tokenizer;
  /** How many marks the model wants after the last token. */
  private readonly marksAfter: number;

  constructor(private readonly folder: ModelFolder) {
    this.tokenizer = new Tokenizer(folder.tokenizer, folder.tokenizerConfig);
    const bare = this.tokenizer.encode('a', { add_special_tokens: false }).ids;
    const whole = this.tokenizer.encode('a').ids;
    const before = bare[0] === undefined ? 0 : whole.indexOf(bare[0]);
    this.marksAfter = Math.max(0, whole.length - before - bare.length);
  }

  read(text: string): number[] {
    const { mostTokens } = this.folder;
    const { ids } = this.tokenizer.encode(text.slice(0, mostTokens * LETTERS_PER_TOKEN));
    if (ids.length <= mostTokens) return ids;
    const end = ids.length - this.marksAfter;
    return [...ids.slice(0, mostTokens - this.marksAfter), ...ids.slice(end)];
  }
}
