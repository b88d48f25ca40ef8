import { floatToInt16, int16ToFloat, resample } from '@parley/audio';
import { withoutSuffix } from './personaplex-voice-names.js';
import type { Speech, SpeechRequest, Synthesizer, Voice } from './synthesizer.js';

/** In a row; a voice that fails so often is not asked any more. */
const MOST_FAILURES = 3;

export interface FallbackEvents {
  /** Told why a clause was spoken by the other voice. */
  onClauseReplaced(cause: unknown): void;
  /** Told once, why everything is spoken by the other voice from now on. */
  onVoiceReplaced(cause: unknown): void;
}

interface Issued {
  readonly requested: string;
  readonly gainDb: number;
  /** Who speaks as this voice; the preferred synthesizer where none is named. */
  readonly by?: Synthesizer;
}

/**
 * Speaks with the preferred voice, and each clause that it cannot speak with another; for good, where it fails
 * again and again. Sessions hear the one rate and loudness that they began with.
 */
export class FallbackSynthesizer implements Synthesizer {
  readonly sampleRateHz: number;
  readonly voices: readonly string[];
  private readonly issued = new Map<string, Issued>();
  private other: Promise<Synthesizer> | undefined;
  private failures = 0;
  private replacedBy: Synthesizer | undefined;

  constructor(
    private readonly preferred: Synthesizer,
    private readonly openOther: () => Promise<Synthesizer>,
    private readonly events: FallbackEvents,
  ) {
    this.sampleRateHz = preferred.sampleRateHz;
    this.voices = preferred.voices;
  }

  get name(): string {
    const { name } = this.preferred;
    return this.replacedBy ? `${this.replacedBy.name} (${name} failed)` : name;
  }

  async voice(name: string): Promise<Voice | undefined> {
    if (this.replacedBy) return this.standIn(name, this.replacedBy);
    try {
      return this.issue(name, await this.preferred.voice(name));
    } catch (cause) {
      const other = await this.otherAfter(cause);
      this.failed(other, cause);
      return this.standIn(name, other);
    }
  }

  async synthesize(request: SpeechRequest, signal: AbortSignal): Promise<Speech> {
    const other = this.replacedBy ?? this.issued.get(request.voice)?.by;
    return other ? this.speakWith(other, request, signal) : this.speakPreferred(request, signal);
  }

  async close(): Promise<void> {
    const other = await this.other?.catch(() => undefined);
    await other?.close();
    await this.preferred.close();
  }

  private async speakPreferred(request: SpeechRequest, signal: AbortSignal): Promise<Speech> {
    try {
      const speech = await this.preferred.synthesize(request, signal);
      this.failures = 0;
      return speech;
    } catch (cause) {
      signal.throwIfAborted();
      const other = await this.otherAfter(cause);
      this.failed(other, cause);
      return this.speakWith(other, request, signal);
    }
  }

  private issue(requested: string, voice: Voice | undefined, by?: Synthesizer): Voice | undefined {
    if (voice) this.issued.set(voice.name, { requested, gainDb: voice.gainDb, ...(by && { by }) });
    return voice;
  }

  private async standIn(name: string, other: Synthesizer): Promise<Voice | undefined> {
    if (!this.voices.includes(withoutSuffix(name))) return undefined;
    return this.issue(name, await standInFor(name, other), other);
  }

  /** @throws the cause itself where there is no other voice. */
  private async otherAfter(cause: unknown): Promise<Synthesizer> {
    this.other ??= this.openOther();
    return this.other.catch(() => {
      this.other = undefined;
      throw cause;
    });
  }

  private failed(other: Synthesizer, cause: unknown): void {
    if (this.replacedBy) return;
    if (++this.failures < MOST_FAILURES) {
      this.events.onClauseReplaced(cause);
      return;
    }
    this.replacedBy = other;
    this.events.onVoiceReplaced(cause);
    // a model that is of no use needs no memory
    this.preferred.close().catch(() => undefined);
  }

  private async speakWith(
    other: Synthesizer,
    request: SpeechRequest,
    signal: AbortSignal,
  ): Promise<Speech> {
    const issued = this.issued.get(request.voice);
    const voice = await standInFor(issued?.requested ?? request.voice, other);
    const speech = await other.synthesize({ ...request, voice: voice.name }, signal);
    const gainDb = voice.gainDb - (issued?.gainDb ?? voice.gainDb);
    const samples = resample(int16ToFloat(speech.samples), other.sampleRateHz, this.sampleRateHz);
    return { ...speech, samples: floatToInt16(amplified(samples, gainDb)) };
  }
}

async function standInFor(name: string, other: Synthesizer): Promise<Voice> {
  const [first = ''] = other.voices;
  return ((await other.voice(name)) ?? (await other.voice(first))) as Voice;
}

/** As far as there is room: rather a little quiet than clipped. */
function amplified(samples: Float32Array, gainDb: number): Float32Array {
  const peak = samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 1e-9);
  const gain = Math.min(10 ** (gainDb / 20), 1 / peak);
  return samples.map((sample) => sample * gain);
}
