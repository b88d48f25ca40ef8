import type { Speech, SpeechRequest, Synthesizer, Voice } from './synthesizer.js';

/** Counts what another synthesizer does. */
export class MeasuredSynthesizer implements Synthesizer {
  readonly sampleRateHz: number;
  readonly voices: readonly string[];

  constructor(
    private readonly inner: Synthesizer,
    private readonly counters: { syntheses: { inc(): void }; synthesisFailures: { inc(): void } },
  ) {
    this.sampleRateHz = inner.sampleRateHz;
    this.voices = inner.voices;
  }

  /** May change while it runs. */
  get name(): string {
    return this.inner.name;
  }

  voice(name: string): Promise<Voice | undefined> {
    return this.inner.voice(name);
  }

  async synthesize(request: SpeechRequest, signal: AbortSignal): Promise<Speech> {
    try {
      const speech = await this.inner.synthesize(request, signal);
      this.counters.syntheses.inc();
      return speech;
    } catch (error) {
      if (!signal.aborted) this.counters.synthesisFailures.inc();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}
