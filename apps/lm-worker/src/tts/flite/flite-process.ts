import type { Speech, SpeechRequest, Synthesizer } from '../synthesizer.js';
import { TtsProcess } from '../tts-process.js';
import { FLITE_RATE_HZ, fliteVoice, VOICE_NAMES } from './flite-voices.js';

/** Flite needs 11 ms for a second of speech; after this long it hangs. */
const REPLY_MS = 5_000;

/** The Flite library in a supervised process. */
export class FliteProcess implements Synthesizer {
  readonly name = 'Flite library';
  readonly sampleRateHz = FLITE_RATE_HZ;
  readonly voices = VOICE_NAMES;

  private constructor(private readonly process: TtsProcess) {}

  /** @throws when the library is not installed here or its process does not come up. */
  static async start(onRestart: (cause: unknown) => void): Promise<FliteProcess> {
    const program = { module: 'flite/flite-child', argument: '', replyMs: REPLY_MS };
    return new FliteProcess(await TtsProcess.start(program, onRestart));
  }

  async voice(name: string) {
    return fliteVoice(name);
  }

  synthesize(request: SpeechRequest, signal: AbortSignal): Promise<Speech> {
    return this.process.synthesize(request, signal);
  }

  close(): Promise<void> {
    return this.process.close();
  }
}
