import type { AudioStamp } from '@parley/bus';
import type { Frame } from '../engines/engine.js';

/** 320 ms: more than the network's jitter, less than anyone takes for an answer. */
const CAPACITY = 4;

export interface StampedFrame {
  readonly frame: Frame;
  readonly stamp: AudioStamp;
}

/** Frames of the user that wait for a step. Full, it drops the oldest: late audio is worthless. */
export class FrameQueue {
  private readonly frames: StampedFrame[] = [];

  constructor(private readonly onDrop: () => void) {}

  push(frame: StampedFrame): void {
    this.frames.push(frame);
    if (this.frames.length <= CAPACITY) return;
    this.frames.shift();
    this.onDrop();
  }

  take(): StampedFrame | undefined {
    return this.frames.shift();
  }
}
