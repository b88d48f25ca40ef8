import type { RecognizerStream, Transcript } from '../recognizer/recognizer.js';
import { chooseTranscript } from './choose.js';
import type { Decoder } from './decoder.js';
import { Dither } from './dither.js';
import { DomainPass } from './domain-pass.js';
import type { Channel } from './library.js';
import type { SecondPass } from './second-pass.js';
import { StreamingPass } from './streaming-pass.js';
import { writtenForm } from './written-form.js';

/** A decoder on loan. */
export interface Loan {
  readonly decoder: Decoder;
  /** Gives it back. */
  release(): Promise<void>;
}

export interface DomainLoan extends Loan {
  readonly secondPass: SecondPass;
}

/** General English and, once documents are known, their own language side by side on the same audio. */
export class PocketSphinxStream implements RecognizerStream {
  private readonly general: StreamingPass;
  private readonly domain: DomainPass | undefined;
  private readonly dither = new Dither();

  constructor(
    private readonly stock: Loan,
    private readonly specialist: DomainLoan | undefined,
    onGaveUp: () => void,
  ) {
    this.general = new StreamingPass(stock.decoder, onGaveUp);
    this.domain = specialist && new DomainPass(specialist.decoder, specialist.secondPass, onGaveUp);
  }

  accept(pcm16k: Int16Array): void {
    const pcm = this.dither.add(pcm16k);
    this.domain?.accept(pcm);
    this.general.accept(pcm);
  }

  partial(): string {
    return writtenForm((this.domain ?? this.general).partial);
  }

  anticipate(): void {
    this.domain?.anticipate();
  }

  async finish(): Promise<Transcript> {
    const [domain, stock] = await Promise.all([this.domain?.finish(), this.general.finish()]);
    if (domain?.second) this.learn(domain.second.channel);
    return chooseTranscript(domain, stock);
  }

  reset(): void {
    this.domain?.reset();
    this.general.reset();
  }

  async close(): Promise<void> {
    this.reset();
    await Promise.all([this.stock.release(), this.specialist?.release()]);
  }

  /** The whole utterance's mean is a better start for the next one than what was learned on the way. */
  private learn(channel: Channel): void {
    void this.stock.decoder.learn(channel);
    void this.specialist?.decoder.learn(channel);
  }
}
