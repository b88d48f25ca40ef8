import type { CorpusDocument } from '../corpus/corpus-document.js';

/** What recognisers take: 16-bit mono at this rate. */
export const RECOGNIZER_SAMPLE_RATE_HZ = 16_000;

export interface Transcript {
  /** Lower case words as people write them, "vpn" and not "v p n"; empty when there were none. */
  text: string;
  /** The same with punctuation and capitals, where the model writes them. */
  display?: string;
  /** What another decoder made of the same sound, where it heard something else. */
  alternative?: string;
  /** False when general English fits far better than the words of the documents. */
  inDomain: boolean;
  /** False when much of it was a guess, or there was too little time to tell: better asked back than answered. */
  isSure?: boolean;
}

/** What an utterance seems to say that may not be over. */
export interface Preflight {
  /** As `partial` writes it. */
  text: string;
  /** What `finish` would say if this were all; absent where that takes more work. */
  transcript?: Transcript;
}

/** Speech to text. Every adapter passes `recognizer.contract.ts`. */
export interface Recognizer {
  /** What it runs, in a few words for a status line. */
  readonly detail: string;
  /** Learns the words of these documents for sessions to come; absent where a model knows enough. */
  learn?(documents: readonly CorpusDocument[]): Promise<void>;
  /**
   * Rejects when no stream can be had; callers hold no more streams than they configured. Once the signal is aborted
   * nobody wants the stream, and nothing more is begun for it.
   */
  open(signal?: AbortSignal): Promise<RecognizerStream>;
  /** Frees everything; streams must be closed before. */
  close(): Promise<void>;
}

/** One user's speech, one utterance after the other. Nothing here blocks the event loop. */
export interface RecognizerStream {
  /** Takes the next audio of the utterance (16 kHz, mono); decoding goes on behind. */
  accept(pcm16k: Int16Array): void;
  /** What the utterance seems to say so far, with punctuation and capitals where the model writes them. */
  partial(): string;
  /**
   * The utterance is probably complete, so work may begin ahead of `finish`; `accept` takes that back. Resolves to what all of
   * it seems to say; undefined where that is not known before `finish`. Never rejects.
   */
  preflight(): Promise<Preflight | undefined>;
  /** Ends the utterance. The next may begin at once. */
  finish(): Promise<Transcript>;
  /** Forgets the utterance. */
  reset(): void;
  /** Frees the stream, in the middle of an utterance too. */
  close(): Promise<void>;
}

export interface RecognizerEvents {
  /** Told of every utterance that a decoder gave up because it could not keep pace. */
  onGaveUp(): void;
  onError(error: unknown): void;
}
