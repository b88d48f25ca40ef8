/** Length of the chunks that the voice activity detector judges. */
export const CHUNK_MS = 32;

/** Silero's own thresholds: it takes more to begin speaking than to go on. */
const ONSET_PROBABILITY = 0.5;
const VOICED_PROBABILITY = 0.35;
/** 64 ms: short enough for an interruption, longer than a click. */
const ONSET_CHUNKS = 2;
/** A turn with less voice in it, a cough or a knock, is none. "Yes" has about 300 ms. */
const MIN_SPEECH_MS = 160;
/** Silence after which the turn may be over, so that work may begin ahead of the verdict; shorter ones are inside of words. */
const PAUSE_MS = 96;
/** Silence after which a turn model can tell: it was trained on about so much at the end. */
const LULL_MS = 192;
const MAX_TURN_MS = 30_000;

/** Times are milliseconds since the epoch: arrival of the audio in question. */
export type EndpointingEvent =
  | { type: 'start'; startedAt: number }
  /** A silence began that may be the end; nothing is sure yet. */
  | { type: 'pause' }
  /** It lasts. */
  | { type: 'lull' }
  /** It was not the end. */
  | { type: 'resume' }
  | {
      type: 'end';
      /** False for a sound too short to be speech. */
      isSpeech: boolean;
      speechEndedAt: number;
      turnEndedAt: number;
    };

/** Tells turns of speech from voice probabilities, one for each chunk of `CHUNK_MS`. Pure: it reads no clock. */
export class Endpointer {
  private onsetChunks = 0;
  private onsetAt = 0;
  private turn:
    { chunks: number; voiced: number; silent: number; lastVoicedAt: number } | undefined;

  /** True between a start and its end. */
  get isSpeaking(): boolean {
    return this.turn !== undefined;
  }

  /**
   * @param arrivedAt arrival of the end of the chunk.
   * @param silenceMs how much silence ends the turn, as things are now.
   */
  push(probability: number, arrivedAt: number, silenceMs: number): EndpointingEvent | undefined {
    return this.turn
      ? this.continueTurn(this.turn, probability >= VOICED_PROBABILITY, arrivedAt, silenceMs)
      : this.awaitOnset(probability >= ONSET_PROBABILITY, arrivedAt);
  }

  private awaitOnset(voiced: boolean, arrivedAt: number): EndpointingEvent | undefined {
    if (!voiced) {
      this.onsetChunks = 0;
      return undefined;
    }
    if (this.onsetChunks === 0) this.onsetAt = arrivedAt - CHUNK_MS;
    this.onsetChunks++;
    if (this.onsetChunks < ONSET_CHUNKS) return undefined;
    const chunks = this.onsetChunks;
    this.turn = { chunks, voiced: chunks, silent: 0, lastVoicedAt: arrivedAt };
    return { type: 'start', startedAt: this.onsetAt };
  }

  private continueTurn(
    turn: NonNullable<Endpointer['turn']>,
    voiced: boolean,
    arrivedAt: number,
    silenceMs: number,
  ): EndpointingEvent | undefined {
    const wasPaused = silenceMsOf(turn.silent) >= PAUSE_MS;
    turn.chunks++;
    turn.silent = voiced ? 0 : turn.silent + 1;
    if (voiced) {
      turn.voiced++;
      turn.lastVoicedAt = arrivedAt;
    }
    const silentMs = silenceMsOf(turn.silent);
    const isOver = turn.silent > 0 && silentMs >= silenceMs;
    if (isOver || turn.chunks * CHUNK_MS >= MAX_TURN_MS) return this.end(turn, arrivedAt);
    if (wasPaused && voiced) return { type: 'resume' };
    if (silentMs === PAUSE_MS) return { type: 'pause' };
    return silentMs === LULL_MS ? { type: 'lull' } : undefined;
  }

  private end(turn: NonNullable<Endpointer['turn']>, arrivedAt: number): EndpointingEvent {
    this.turn = undefined;
    this.onsetChunks = 0;
    return {
      type: 'end',
      isSpeech: turn.voiced * CHUNK_MS >= MIN_SPEECH_MS,
      speechEndedAt: turn.lastVoicedAt,
      turnEndedAt: arrivedAt,
    };
  }
}

function silenceMsOf(chunks: number): number {
  return chunks * CHUNK_MS;
}
