import { joinSamples } from '../../stt/join-samples.js';
import { RECOGNIZER_SAMPLE_RATE_HZ } from '../../stt/recognizer.js';
import type { WholeResult } from './decoder.js';
import type { SecondPass } from './second-pass.js';

/** Of longer utterances the first result stands: a second pass would outlast the silence that ends a turn. */
const MAX_SAMPLES = 12 * RECOGNIZER_SAMPLE_RATE_HZ;

/**
 * Keeps an utterance to decode it once more when it seems complete. With the mean of all of it known,
 * a third of the errors go away, and the documents' small model allows it within the silence that ends a turn.
 */
export class WholeUtterance {
  private heard: Int16Array[] = [];
  private heardSamples = 0;
  private result: Promise<WholeResult | undefined> | undefined;

  constructor(
    private readonly secondPass: SecondPass,
    private readonly onError: (error: unknown) => void,
  ) {}

  get samples(): number {
    return this.heardSamples;
  }

  accept(pcm16k: Int16Array): void {
    this.result = undefined;
    this.heard.push(pcm16k);
    this.heardSamples += pcm16k.length;
  }

  /** Decodes what was heard so far; more audio makes the result void. Undefined when it is too long, empty or failed. */
  decode(): Promise<WholeResult | undefined> {
    this.result ??= this.decodeNow();
    return this.result;
  }

  /** The next utterance begins. */
  clear(): void {
    this.heard = [];
    this.heardSamples = 0;
    this.result = undefined;
  }

  private async decodeNow(): Promise<WholeResult | undefined> {
    if (this.heardSamples === 0 || this.heardSamples > MAX_SAMPLES) return undefined;
    const whole = joinSamples(this.heard);
    return this.secondPass.decode(whole).catch((error: unknown) => {
      this.onError(error);
      return undefined;
    });
  }
}
