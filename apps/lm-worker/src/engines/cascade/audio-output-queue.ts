import { EventEmitter, once } from 'node:events';
import type { ClauseSound } from './clause-sound.js';
import { FrameResampler } from './frame-resampler.js';

/** Clauses that may wait behind the one that plays: never at a loss, and little lost by an interruption. */
const CLAUSES_AHEAD = 2;
/** Short enough to stop at once, long enough not to click. */
const FADE_MS = 10;

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
  private readonly clauses: ClauseSound[] = [];
  /** Samples of the first clause that have been played. */
  private position = 0;

  constructor(private readonly sampleRateHz: number) {
    this.frames = new FrameResampler(sampleRateHz);
  }

  /** Appends a clause, after a pause if something was said before it. */
  add(clause: ClauseSound, pauseMs: number): void {
    const pause = new Float32Array(Math.round((pauseMs * this.sampleRateHz) / 1_000));
    if (pause.length > 0) this.clauses.push({ samples: pause, words: [] });
    this.clauses.push(clause);
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
    this.position = 0;
    if (tail) this.clauses.push({ samples: fadedOut(tail), words: [] });
  }

  next(): OutputFrame {
    this.progress.emit('step');
    if (this.clauses.length === 0) return { frame: this.frames.pushSilence(), words: [] };
    const block = new Float32Array(this.frames.blockSamples);
    const words = this.fill(block);
    return { frame: this.frames.push(block), words };
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

function fadedOut(samples: Float32Array): Float32Array {
  return samples.map((sample, i) => sample * (1 - i / samples.length));
}
