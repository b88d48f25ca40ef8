import { int16ToFloat } from '@parley/audio';
import { joinSamples } from '../../stt/join-samples.js';
import type { Preflight, RecognizerStream, Transcript } from '../../stt/recognizer.js';
import type { Decoding, Priority } from './decoding-pool.js';
import { HEARD_NOTHING, joinHeard, judge, type Heard } from './hypothesis.js';
import { MOONSHINE_SAMPLE_RATE_HZ } from './model.js';
import type { Spelling } from './spelling.js';
import { cutAt, LONGEST_WINDOW_SAMPLES } from './windows.js';

const BEAM = { partial: 1, final: 4 } as const;
/** New audio that makes another partial result worth its while. */
const PARTIAL_SAMPLES = 0.5 * MOONSHINE_SAMPLE_RATE_HZ;
/** Partial results take at most a quarter of a core: long windows take longer, and come less often. */
const PARTIAL_PAUSE = 4;
/** Shorter than any word; the encoder's convolutions need 0.06 s. */
const MIN_SAMPLES = 0.1 * MOONSHINE_SAMPLE_RATE_HZ;

export interface MoonshineStreamOptions {
  readonly decoding: Decoding;
  /** How words are written now. */
  spelling(): Spelling;
}

/** One utterance: windows that are being decoded for good, and the audio after them. */
class Utterance {
  readonly abort = new AbortController();
  readonly windows: Promise<Heard>[] = [];
  /** What the windows say, as far as they are decoded. */
  decoded: Heard[] = [];
  rest: Int16Array[] = [];
  restSamples = 0;
  partial = '';
  preflight: { result: Promise<Heard>; abort: AbortController } | undefined;
}

/** Decodes whole windows of up to 15 s: again and again while somebody speaks, and for good at the end. */
export class MoonshineStream implements RecognizerStream {
  private utterance = new Utterance();
  private partialAbort: AbortController | undefined;
  private nextPartialSamples = PARTIAL_SAMPLES;

  constructor(private readonly options: MoonshineStreamOptions) {}

  accept(pcm16k: Int16Array): void {
    const { utterance } = this;
    utterance.preflight?.abort.abort();
    utterance.preflight = undefined;
    utterance.rest.push(pcm16k);
    utterance.restSamples += pcm16k.length;
    this.cutWindow();
    this.updatePartial();
  }

  partial(): string {
    return this.utterance.partial;
  }

  async preflight(): Promise<Preflight | undefined> {
    const { utterance } = this;
    utterance.preflight ??= this.beginPreflight(utterance);
    const { abort, result } = utterance.preflight;
    // a failure is reported by `finish`, unless more speech made the result void
    const heard = await result.catch(() => undefined);
    if (!heard || abort.signal.aborted) return undefined;
    utterance.partial = heard.display;
    return { text: heard.display, transcript: transcriptOf(heard) };
  }

  async finish(): Promise<Transcript> {
    const { utterance } = this;
    this.startOver();
    return transcriptOf(
      await (utterance.preflight?.result ?? this.conclude(utterance, utterance.abort.signal)),
    );
  }

  reset(): void {
    const { utterance } = this;
    this.startOver();
    utterance.abort.abort();
    utterance.preflight?.abort.abort();
  }

  async close(): Promise<void> {
    this.reset();
  }

  private beginPreflight(utterance: Utterance): NonNullable<Utterance['preflight']> {
    const abort = new AbortController();
    return { abort, result: this.conclude(utterance, abort.signal) };
  }

  private startOver(): void {
    this.utterance = new Utterance();
    this.partialAbort?.abort();
    this.partialAbort = undefined;
    this.nextPartialSamples = PARTIAL_SAMPLES;
  }

  /** Decodes for good what is too long to be decoded again and again. */
  private cutWindow(): void {
    const { utterance } = this;
    if (utterance.restSamples <= LONGEST_WINDOW_SAMPLES) return;
    const rest = joinSamples(utterance.rest);
    const at = cutAt(rest);
    const place = utterance.windows.length;
    const window = this.decode(rest.slice(0, at), 'final', utterance.abort.signal);
    window.then(
      (heard) => (utterance.decoded[place] = heard),
      () => undefined,
    );
    utterance.windows.push(window);
    utterance.rest = [rest.slice(at)];
    utterance.restSamples = rest.length - at;
    this.nextPartialSamples = utterance.restSamples + PARTIAL_SAMPLES;
  }

  private async conclude(utterance: Utterance, signal: AbortSignal): Promise<Heard> {
    this.partialAbort?.abort();
    const last = this.decode(joinSamples(utterance.rest), 'final', signal);
    return joinHeard(await Promise.all([...utterance.windows, last]));
  }

  private updatePartial(): void {
    const { utterance } = this;
    const isDue = utterance.restSamples >= this.nextPartialSamples;
    if (!isDue || this.partialAbort || this.options.decoding.isBusy) return;
    const abort = new AbortController();
    this.partialAbort = abort;
    this.nextPartialSamples = utterance.restSamples + PARTIAL_SAMPLES;
    this.decodePartial(utterance, abort)
      // a failure shows in `finish`, which decodes the same audio
      .catch(() => undefined)
      .finally(() => {
        if (this.partialAbort === abort) this.partialAbort = undefined;
      });
  }

  private async decodePartial(utterance: Utterance, { signal }: AbortController): Promise<void> {
    const windows = utterance.windows.length;
    const began = performance.now();
    const heard = await this.decode(joinSamples(utterance.rest), 'partial', signal);
    if (signal.aborted || utterance !== this.utterance || utterance.windows.length !== windows)
      return;
    const tookSamples = ((performance.now() - began) / 1_000) * MOONSHINE_SAMPLE_RATE_HZ;
    const pause = Math.max(PARTIAL_SAMPLES, PARTIAL_PAUSE * tookSamples);
    this.nextPartialSamples = utterance.restSamples + pause - tookSamples;
    utterance.partial = joinHeard([...utterance.decoded.filter(Boolean), heard]).display;
  }

  private async decode(
    pcm16k: Int16Array,
    priority: Priority,
    signal: AbortSignal,
  ): Promise<Heard> {
    if (pcm16k.length < MIN_SAMPLES) return HEARD_NOTHING;
    const { decoding, spelling } = this.options;
    const readings = await decoding.decode(int16ToFloat(pcm16k), {
      priority,
      beam: BEAM[priority],
      signal,
    });
    return judge(readings, spelling());
  }
}

function transcriptOf({ display, text, second, isSure }: Heard): Transcript {
  const alternative = second === text ? {} : { alternative: second };
  return { text, display, ...alternative, inDomain: isSure, isSure };
}
