import { FRAME_MS, type TranscriptEvent } from '@parley/protocol';
import type { AudioOutputQueue } from './audio-output-queue.js';
import { isBackchannel } from './backchannels.js';

/** With what the recogniser and the bus take to notice, the reply falls silent about 300 ms after the voice began. */
const HOLD_AFTER_MS = 80;
/** A partial result of less is often a sentence made up from a murmur, and waiting costs nothing: the reply is silent. */
const TRUSTED_PARTIAL_MS = 2_000;
/** Recognisers hear words in a cough ("thank you for watching"), and are not sure of them; more are a sentence. */
const MOST_UNSURE_WORDS = 4;

/**
 * Somebody's voice while the agent speaks, until it is known what it is. The reply is ducked at once and held a little later;
 * words stop it for good, a cough or a backchannel lets it go on from where it was ducked.
 */
export class BargeIn {
  private heardMs = 0;

  /** @param answered what the turn that is being answered said: the user may go on with it */
  constructor(
    readonly turn: number,
    private readonly answered: { readonly turn: number; readonly text: string },
    private readonly output: AudioOutputQueue,
  ) {
    output.duck();
  }

  /** To be called once a frame. */
  step(): void {
    this.heardMs += FRAME_MS;
    if (this.heardMs >= HOLD_AFTER_MS) this.output.hold();
  }

  /** Whether the user takes the turn; undefined while that is not known. */
  verdict(event: Exclude<TranscriptEvent, { type: 'speech-start' }>): boolean | undefined {
    if (event.turn !== this.turn) return undefined;
    if (event.type === 'partial' && this.heardMs < TRUSTED_PARTIAL_MS) return undefined;
    const words = this.newWords(event.text);
    if (!isBackchannel(words) && !isDoubtful(event, words)) return true;
    return event.type === 'final' ? false : undefined;
  }

  /** A turn that goes on has its beginning in its text, as it was heard then. */
  private newWords(text: string): string {
    const { turn, text: begun } = this.answered;
    if (turn !== this.turn) return text;
    return plain(text).startsWith(plain(begun)) ? plain(text).slice(plain(begun).length) : text;
  }
}

function isDoubtful(event: TranscriptEvent, words: string): boolean {
  if (event.type !== 'final' || event.isSure !== false) return false;
  return words.trim().split(/\s+/).length <= MOST_UNSURE_WORDS;
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();
}
