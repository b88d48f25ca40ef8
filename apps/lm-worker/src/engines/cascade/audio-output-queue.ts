import { EventEmitter, once } from 'node:events';
import type { ClauseSound } from './clause-sound.js';
import { FrameResampler } from './frame-resampler.js';

/** Clauses that may wait behind the one that plays: never at a loss, and little lost by an interruption. */
const CLAUSES_AHEAD = 2;
/** Short enough to stop at once, long enough not to click. */
const FADE_MS = 10;
/** 15 dB less: the user notices at once that they are heard, and the words can still be followed. */
const DUCKED_GAIN = 10 ** (-15 / 20);

/** Where the reply stood when it was ducked. */
interface Mark {
  readonly clauses: ClauseSound[];
  readonly position: number;
  /** How many words have been named since. */
  words: number;
}

/** One frame of the voice. */
export interface OutputFrame {
  /** 1920 samples at 24 kHz. */
  readonly frame: Int16Array;
  /** Words that begin in it. */
  readonly words: readonly string[];
}

/** Plays clauses one behind the other, a frame at a time, silence when there are none. */
export class AudioOutputQueue {
  private readonly frames: FrameResampler;
  private readonly progress = new EventEmitter();
  private clauses: ClauseSound[] = [];
  /** Samples of the first clause that have been played. */
  private position = 0;
  private gain = 1;
  private targetGain = 1;
  private mark: Mark | undefined;
  /** Words that were named before and are now played once more. */
  private repeatedWords = 0;

  constructor(private readonly sampleRateHz: number) {
    this.frames = new FrameResampler(sampleRateHz);
  }

  /** Appends a clause, after a pause if something was said before it. */
  add(clause: ClauseSound, pauseMs: number): void {
    const pause = new Float32Array(Math.round((pauseMs * this.sampleRateHz) / 1_000));
    const added = pause.length > 0 ? [{ samples: pause, words: [] }, clause] : [clause];
    this.clauses.push(...added);
    this.mark?.clauses.push(...added);
  }

  /** Goes on more quietly: somebody may be speaking. */
  duck(): void {
    this.mark ??= { clauses: [...this.clauses], position: this.position, words: 0 };
    this.targetGain = DUCKED_GAIN;
  }

  /** Falls silent and stands still, until it is stopped or resumed. */
  hold(): void {
    if (this.mark) this.targetGain = 0;
  }

  /** Nobody meant to interrupt: goes on from where it was ducked, so that nothing is lost. */
  resume(): void {
    const { mark } = this;
    if (!mark) return;
    if (this.targetGain === 0) {
      this.clauses = mark.clauses;
      this.position = mark.position;
      this.repeatedWords += mark.words;
    }
    this.mark = undefined;
    this.targetGain = 1;
  }

  /** Resolves when another clause may be added. */
  async room(signal: AbortSignal): Promise<void> {
    while (this.clauses.filter(({ words }) => words.length > 0).length > CLAUSES_AHEAD)
      await once(this.progress, 'step', { signal });
  }

  /** Resolves at the first frame after everything was played. */
  async drained(signal: AbortSignal): Promise<void> {
    do await once(this.progress, 'step', { signal });
    while (this.clauses.length > 0);
  }

  /** Fades what is being said out and forgets the rest. */
  stop(): void {
    const [current] = this.clauses.splice(0);
    const tail = current?.samples.subarray(this.position, this.position + this.fadeSamples);
    const { gain } = this;
    Object.assign(this, { position: 0, gain: 1, targetGain: 1, mark: undefined, repeatedWords: 0 });
    if (tail && gain > 0) this.clauses.push({ samples: fadedOut(tail, gain), words: [] });
  }

  next(): OutputFrame {
    this.progress.emit('step');
    const isHeld = this.gain === 0 && this.targetGain === 0;
    if (isHeld || this.clauses.length === 0) return { frame: this.frames.pushSilence(), words: [] };
    const block = new Float32Array(this.frames.blockSamples);
    const filled = this.fill(block);
    // what fades out here is played again, or never
    const words = this.targetGain === 0 ? [] : this.newWords(filled);
    this.applyGain(block);
    return { frame: this.frames.push(block), words };
  }

  private newWords(words: string[]): string[] {
    const repeated = Math.min(this.repeatedWords, words.length);
    this.repeatedWords -= repeated;
    if (this.mark) this.mark.words += words.length - repeated;
    return words.slice(repeated);
  }

  /** Moves to the gain that is wanted within a fade. */
  private applyGain(block: Float32Array): void {
    const { gain: from, targetGain: to, fadeSamples } = this;
    if (from === 1 && to === 1) return;
    for (let i = 0; i < block.length; i++)
      block[i] = (block[i] ?? 0) * (from + (to - from) * Math.min(1, i / fadeSamples));
    this.gain = to;
  }

  private get fadeSamples(): number {
    return (FADE_MS * this.sampleRateHz) / 1_000;
  }

  private fill(block: Float32Array): string[] {
    const words: string[] = [];
    for (let filled = 0; filled < block.length;) {
      const [clause] = this.clauses;
      if (!clause) break;
      const end = Math.min(clause.samples.length, this.position + block.length - filled);
      block.set(clause.samples.subarray(this.position, end), filled);
      words.push(...wordsBetween(clause, this.position, end));
      filled += end - this.position;
      this.advance(clause, end);
    }
    return words;
  }

  private advance(clause: ClauseSound, position: number): void {
    const finished = position === clause.samples.length;
    if (finished) this.clauses.shift();
    this.position = finished ? 0 : position;
  }
}

function wordsBetween({ words }: ClauseSound, from: number, to: number): string[] {
  return words
    .filter(({ startSample }) => startSample >= from && startSample < to)
    .map(({ text }) => text);
}

function fadedOut(samples: Float32Array, gain: number): Float32Array {
  return samples.map((sample, i) => sample * gain * (1 - i / samples.length));
}
