import { SAMPLE_RATE_HZ } from '@parley/protocol';

export interface RoomEchoOptions {
  delayMs: number;
  /** Of the echo against what the loudspeaker plays; below 0. */
  gainDb: number;
}

/** A loudspeaker whose sound comes back into the microphone, where nothing takes it out. */
export class RoomEcho {
  private samples: number[] = [];
  /** When the first of them is played, in milliseconds since the epoch. */
  private playedFrom: number | undefined;

  constructor(private readonly options: RoomEchoOptions) {}

  /** The next frame of the reply has come. It plays at once, or behind the one before. */
  play(frame: Int16Array, at: number): void {
    this.playedFrom ??= at;
    const late = this.indexAt(at) - this.samples.length;
    if (late > 0) this.samples.push(...new Array<number>(late).fill(0));
    this.samples.push(...frame);
  }

  /** Adds to a frame of the microphone what of the reply comes back while it is recorded. */
  addTo(frame: Int16Array, beginsAt: number): void {
    if (this.playedFrom === undefined) return;
    const first = this.indexAt(beginsAt - this.options.delayMs);
    const gain = 10 ** (this.options.gainDb / 20);
    for (let i = 0; i < frame.length; i++)
      frame[i] = (frame[i] ?? 0) + gain * (this.samples[first + i] ?? 0);
  }

  private indexAt(at: number): number {
    return Math.round(((at - (this.playedFrom ?? at)) * SAMPLE_RATE_HZ) / 1_000);
  }
}
