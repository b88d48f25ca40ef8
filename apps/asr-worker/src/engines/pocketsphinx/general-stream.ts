import type { RecognizerEvents, RecognizerStream, Transcript } from '../../stt/recognizer.js';
import { chooseTranscript } from './choose-transcript.js';
import { Dither } from './dither.js';
import type { DecoderLease } from './decoder-lease.js';
import { StreamingPass } from './streaming-pass.js';
import { writtenForm } from './written-form.js';

/** General English alone, as long as no documents are known. */
export class GeneralStream implements RecognizerStream {
  private readonly pass: StreamingPass;
  private readonly dither = new Dither();

  constructor(
    private readonly stock: DecoderLease,
    events: RecognizerEvents,
  ) {
    this.pass = new StreamingPass(stock.decoder, events);
  }

  accept(pcm16k: Int16Array): void {
    this.pass.accept(this.dither.add(pcm16k));
  }

  partial(): string {
    return writtenForm(this.pass.partial);
  }

  /** Nothing can be done ahead: a decoder that has ended an utterance cannot go on with it. */
  async preflight(): Promise<undefined> {}

  async finish(): Promise<Transcript> {
    return chooseTranscript(undefined, await this.pass.finish());
  }

  reset(): void {
    this.pass.reset();
  }

  async close(): Promise<void> {
    this.reset();
    await this.stock.release();
  }
}
