import { sentencesOf } from '../language/sentences.js';

/** Puts pieces of text together and gives sentences out as soon as the next one has begun. */
export class SentenceStream {
  private open = '';

  push(piece: string): string[] {
    this.open += piece;
    const sentences = sentencesOf(this.open);
    const complete = sentences.slice(0, -1);
    const last = sentences.at(-1) ?? '';
    if (complete.length > 0) this.open = this.open.slice(this.open.lastIndexOf(last));
    return complete;
  }

  end(): string[] {
    return sentencesOf(this.open);
  }
}
