import { RECOGNIZER_SAMPLE_RATE_HZ } from '../recognizer/recognizer.js';
import type { Decoder, WholeResult } from './decoder.js';
import type { Hypothesis } from './library.js';
import type { SecondPass } from './second-pass.js';
import { StreamingPass } from './streaming-pass.js';

/** Of longer utterances the first result stands: a second pass would take longer than the silence that ends a turn. */
const MAX_SECOND_PASS_SAMPLES = 12 * RECOGNIZER_SAMPLE_RATE_HZ;

export interface DomainResult {
  /** From the pass during speech: its score can be held against that of another decoder. */
  readonly first: Hypothesis | undefined;
  /** From the pass over the whole utterance; undefined when it was too long or empty. */
  readonly second: WholeResult | undefined;
}

/**
 * Decodes an utterance with the documents' own language: while it is spoken, for partial results, and
 * once more when it seems complete. With the mean of the whole utterance known, a third of the errors
 * go away, and the small model allows it within the silence that ends a turn.
 */
export class DomainPass {
  private readonly streaming: StreamingPass;
  private heard: Int16Array[] = [];
  private second: Promise<WholeResult | undefined> | undefined;

  constructor(
    decoder: Decoder,
    private readonly secondPass: SecondPass,
    onGaveUp: () => void,
  ) {
    this.streaming = new StreamingPass(decoder, onGaveUp);
  }

  get partial(): string {
    return this.streaming.partial;
  }

  accept(pcm16k: Int16Array): void {
    this.second = undefined;
    this.heard.push(pcm16k);
    this.streaming.accept(pcm16k);
  }

  /** Begins the second pass; more audio makes it void. */
  anticipate(): void {
    this.second ??= this.decodeWhole();
  }

  async finish(): Promise<DomainResult> {
    this.anticipate();
    const results = Promise.all([this.streaming.finish(), this.second]);
    this.clear();
    const [first, second] = await results;
    return { first, second };
  }

  reset(): void {
    this.streaming.reset();
    this.clear();
  }

  private async decodeWhole(): Promise<WholeResult | undefined> {
    const whole = joined(this.heard);
    const isFit = whole.length > 0 && whole.length <= MAX_SECOND_PASS_SAMPLES;
    return isFit ? this.secondPass.decode(whole) : undefined;
  }

  private clear(): void {
    this.heard = [];
    this.second = undefined;
  }
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
