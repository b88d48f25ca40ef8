import { Decoder } from '@evan/opus';
import { pcmFromBytes, SAMPLE_RATE_HZ } from '@parley/protocol';

/** A packet with a sample beyond this (-40 dB of full scale) can be heard. */
const AUDIBLE_AMPLITUDE = 328;

/** Listens to the reply: keeps its audio, and when it could be heard. Times are milliseconds of one clock. */
export class AudioSink {
  private readonly decoder = new Decoder({ channels: 1, sample_rate: SAMPLE_RATE_HZ });
  private readonly heard: Int16Array[] = [];
  private speechEndedAt = Infinity;
  private lastAudibleAt = -Infinity;
  private firstAnswerAt: number | undefined;

  /** Packets received so far. */
  get packets(): number {
    return this.heard.length;
  }

  /** From the end of the user's speech to the first packet after it that could be heard. */
  get endOfSpeechToFirstAudioMs(): number | undefined {
    return this.firstAnswerAt === undefined ? undefined : this.firstAnswerAt - this.speechEndedAt;
  }

  get hasHeardAnswer(): boolean {
    return this.firstAnswerAt !== undefined;
  }

  /** The user's last sample of speech was sent. */
  speechEnded(now: number): void {
    this.speechEndedAt = now;
  }

  receive(packet: Uint8Array, now: number): void {
    const samples = pcmFromBytes(this.decoder.decode(packet));
    this.heard.push(samples);
    if (!samples.some((sample) => Math.abs(sample) > AUDIBLE_AMPLITUDE)) return;
    this.lastAudibleAt = now;
    if (now >= this.speechEndedAt) this.firstAnswerAt ??= now;
  }

  quietForMs(now: number): number {
    return now - this.lastAudibleAt;
  }

  /** All of the reply, silence included: 16-bit mono at 24 kHz. */
  recording(): Int16Array {
    const samples = new Int16Array(this.heard.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of this.heard) {
      samples.set(part, offset);
      offset += part.length;
    }
    return samples;
  }
}
