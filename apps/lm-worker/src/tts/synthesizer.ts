/** Someone whom a synthesizer can speak as. */
export interface Voice {
  readonly name: string;
  /** Brings this voice to the loudness that all voices have. */
  readonly gainDb: number;
}

/** What is to be said. */
export interface SpeechRequest {
  /** The `name` of a `Voice`. */
  readonly voice: string;
  /** One clause in plain ASCII, words parted by single spaces. */
  readonly text: string;
  /** Times as fast as the voice speaks by itself; as fast where it is absent. */
  readonly rate?: number;
}

/** Raw sound of a clause. */
export interface Speech {
  /** Mono, 16 bits, at the synthesizer's rate. */
  readonly samples: Int16Array;
  /** When each word of the text begins, in seconds; absent where the voice does not tell. */
  readonly wordStartsSeconds?: readonly number[];
}

/**
 * Text to speech. One clause at a time for each caller, so that no more wait than there are sessions.
 * Every adapter passes `synthesizer.contract.ts`.
 */
export interface Synthesizer {
  /** For a status line, e.g. "Flite library"; another one when another voice takes over. */
  readonly name: string;
  readonly sampleRateHz: number;
  /** Names that `voice` takes, its own first, then those of PersonaPlex that it stands in for. */
  readonly voices: readonly string[];
  /**
   * The voice of this name, with or without `.pt`; undefined when there is none. It may be tried out first,
   * which takes as long as a sentence.
   * @throws SynthesisFailed when it cannot speak.
   */
  voice(name: string): Promise<Voice | undefined>;
  /**
   * @throws SynthesisFailed when there is no sound even after a second try.
   * @throws the signal's reason when it is aborted before the work began.
   */
  synthesize(request: SpeechRequest, signal: AbortSignal): Promise<Speech>;
  close(): Promise<void>;
}

/** A clause could not be turned into sound. */
export class SynthesisFailed extends Error {
  override readonly name = 'SynthesisFailed';
  readonly retryable = true;

  constructor(cause: unknown) {
    super('The voice could not speak a clause.', { cause });
  }
}

/** This computer has no voice, or not the one that was asked for; `message` says what to do. */
export class VoiceMissing extends Error {
  override readonly name = 'VoiceMissing';
  /** The operator's to mend: the message is enough. */
  readonly plain = true;
}
