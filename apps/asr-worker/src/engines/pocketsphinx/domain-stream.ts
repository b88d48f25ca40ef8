import { setTimeout as sleep } from 'node:timers/promises';
import {
  RECOGNIZER_SAMPLE_RATE_HZ,
  type RecognizerEvents,
  type Preflight,
  type RecognizerStream,
  type Transcript,
} from '../../stt/recognizer.js';
import { chooseTranscript } from './choose-transcript.js';
import { Dither } from './dither.js';
import { DeferredActions } from './deferred-actions.js';
import type { Channel, Hypothesis } from './library.js';
import type { DomainDecoderLease, DecoderLease } from './decoder-lease.js';
import { StreamingPass } from './streaming-pass.js';
import { WholeUtterance } from './whole-utterance.js';
import { writtenForm } from './written-form.js';

/** Speech after which a stranger's voice and microphone are known well enough to decode on the fly. */
const CALIBRATION_SAMPLES = RECOGNIZER_SAMPLE_RATE_HZ;

/** How long a transcript waits, on a busy machine, for general English: without it nothing tells that the speech is of something else. */
const GENERAL_GRACE_MS = 800;

type Streamed = [domain: Hypothesis | undefined, general: Hypothesis | undefined];

/**
 * General English and the documents' own language side by side on the same audio. The first second of
 * a session is held back until the channel (voice and microphone) has been measured: general English
 * makes a third fewer errors then, and only then can the two scores be compared.
 */
export class DomainStream implements RecognizerStream {
  private readonly general: StreamingPass;
  private readonly domain: StreamingPass;
  private readonly whole: WholeUtterance;
  private readonly calibration = new DeferredActions();
  private readonly dither = new Dither();
  private isCalibrating = false;
  private isClosed = false;
  private finishing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly stock: DecoderLease,
    private readonly specialist: DomainDecoderLease,
    private readonly events: RecognizerEvents,
  ) {
    this.general = new StreamingPass(stock.decoder, events);
    this.domain = new StreamingPass(specialist.decoder, events);
    this.whole = new WholeUtterance(specialist.secondPass, events.onError);
  }

  accept(pcm16k: Int16Array): void {
    const pcm = this.dither.add(pcm16k);
    this.whole.accept(pcm);
    this.calibration.run(() => {
      this.domain.accept(pcm);
      this.general.accept(pcm);
    });
    if (this.calibration.isPending && this.whole.samples >= CALIBRATION_SAMPLES) this.calibrate();
  }

  partial(): string {
    return writtenForm(this.domain.partial);
  }

  async preflight(): Promise<Preflight | undefined> {
    if (this.calibration.isPending) this.calibrate();
    const result = await this.whole.decode();
    return result && { text: writtenForm(result.text) };
  }

  finish(): Promise<Transcript> {
    const transcript = this.conclude();
    this.finishing = transcript.catch(() => undefined);
    return transcript;
  }

  reset(): void {
    this.whole.clear();
    this.calibration.run(() => {
      this.domain.reset();
      this.general.reset();
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.calibration.release();
    this.reset();
    await this.finishing; // or it would reach into decoders that were given back
    await Promise.all([this.stock.release(), this.specialist.release()]);
  }

  private async conclude(): Promise<Transcript> {
    if (this.calibration.isPending) this.calibrate();
    const whole = this.whole.decode();
    this.whole.clear();
    const streaming = this.finishStreaming();
    const inTime = within(GENERAL_GRACE_MS, streaming);
    const second = await whole;
    if (!second) return judged(...(await streaming));
    this.adapt(second.channel);
    return judged(second, await this.generalOf(inTime));
  }

  private async generalOf(inTime: Promise<Streamed | undefined>): Promise<Hypothesis | undefined> {
    const streamed = await inTime;
    if (!streamed) this.events.onGaveUp();
    return streamed?.[1];
  }

  private finishStreaming(): Promise<Streamed> {
    return new Promise((resolve, reject) =>
      this.calibration.run(() => {
        Promise.all([this.domain.finish(), this.general.finish()]).then(resolve, reject);
      }),
    );
  }

  /** Measures the channel on what there is of the utterance, then lets the decoders on the fly begin. */
  private calibrate(): void {
    if (this.isCalibrating) return;
    this.isCalibrating = true;
    void this.whole
      .decode()
      .then((result) => result && this.adapt(result.channel))
      .finally(() => this.calibration.release());
  }

  /** The next utterance is normalised by this one's mean. */
  private adapt(channel: Channel): void {
    if (this.isClosed) return;
    void this.stock.decoder.adapt(channel);
    void this.specialist.decoder.adapt(channel);
  }
}

/** Either alone hears its own words in everything: only both tell what the speech was about. */
function judged(domain: Hypothesis | undefined, general: Hypothesis | undefined): Transcript {
  const isSure = domain !== undefined && general !== undefined;
  return { ...chooseTranscript(domain, general), ...(isSure ? {} : { isSure }) };
}

/** The result, or undefined when it takes longer than `ms`. */
async function within<T>(ms: number, result: Promise<T>): Promise<T | undefined> {
  const timeout = new AbortController();
  const late = sleep(ms, undefined, { signal: timeout.signal }).catch(() => undefined);
  try {
    return await Promise.race([result, late]);
  } finally {
    timeout.abort();
  }
}
