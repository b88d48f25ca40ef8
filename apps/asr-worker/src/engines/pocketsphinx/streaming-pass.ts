import { RECOGNIZER_SAMPLE_RATE_HZ, type RecognizerEvents } from '../../stt/recognizer.js';
import type { Decoder } from './decoder.js';
import type { Hypothesis } from './library.js';

/** A decoder this far behind the user gives the utterance up: its verdict would come too late. */
const MAX_BEHIND_SAMPLES = 4 * RECOGNIZER_SAMPLE_RATE_HZ;

/** Decodes an utterance while it is spoken. */
export class StreamingPass {
  /** What it heard so far. */
  partial = '';
  private behindSamples = 0;
  private gaveUp = false;
  private started = false;
  private utterance = 0;

  constructor(
    private readonly decoder: Decoder,
    private readonly events: RecognizerEvents,
  ) {}

  accept(pcm16k: Int16Array): void {
    if (this.gaveUp) return;
    if (!this.started) this.begin();
    if (this.behindSamples > MAX_BEHIND_SAMPLES) {
      this.gaveUp = true;
      this.events.onGaveUp();
      return;
    }
    this.process(pcm16k, this.utterance).catch((error: unknown) => {
      this.gaveUp = true;
      this.events.onError(error);
    });
  }

  /** @returns undefined when nothing was accepted or the decoder fell too far behind. */
  async finish(): Promise<Hypothesis | undefined> {
    const isUseful = this.started && !this.gaveUp;
    this.clear();
    return isUseful ? this.decoder.end() : undefined;
  }

  /** Forgets the utterance; the decoder drops it when the next begins. */
  reset(): void {
    this.clear();
  }

  private begin(): void {
    this.started = true;
    void this.decoder.start();
  }

  private async process(pcm16k: Int16Array, utterance: number): Promise<void> {
    this.behindSamples += pcm16k.length;
    const { text } = await this.decoder.process(pcm16k);
    if (utterance !== this.utterance) return;
    this.behindSamples -= pcm16k.length;
    this.partial = text;
  }

  private clear(): void {
    this.utterance++;
    this.started = false;
    this.gaveUp = false;
    this.behindSamples = 0;
    this.partial = '';
  }
}
