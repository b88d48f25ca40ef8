import type { Citation } from '@parley/protocol';

export interface ReplySource {
  readonly grounded: boolean;
  readonly citations: Citation[];
}

/** What the agent has to say in a turn, and how far it has come. */
export class Reply {
  /** Where it came from, once that is known. */
  source: ReplySource | undefined;
  /** How many of its words were said aloud. */
  spokenWords = 0;
  private readonly sentences: string[];

  /** @param isAside it says something about the conversation, and is no answer that one can come back to */
  constructor(
    sentences: readonly string[] = [],
    readonly isAside = false,
  ) {
    this.sentences = [...sentences];
  }

  get text(): string {
    return this.sentences.join(' ');
  }

  get isSaid(): boolean {
    return this.rest().length === 0;
  }

  add(sentence: string): void {
    this.sentences.push(sentence);
  }

  /** The sentences that were not said to their end. */
  rest(): string[] {
    return this.sentences.filter(
      (_, i) => wordsIn(this.sentences.slice(0, i + 1)) > this.spokenWords,
    );
  }

  /** To be said from its beginning. */
  rewind(): this {
    this.spokenWords = 0;
    return this;
  }

  /** To be said from the beginning of the sentence in which it was interrupted. */
  rewindSentence(): this {
    this.spokenWords = wordsIn(this.sentences.slice(0, this.sentences.length - this.rest().length));
    return this;
  }
}

function wordsIn(sentences: readonly string[]): number {
  return sentences.flatMap((sentence) => sentence.split(/\s+/).filter(Boolean)).length;
}
