import { FrameQueue } from './frame-queue.js';

/** A client's first burst may bring 5 s at once; they are caught up with. */
const MAX_HEARD = 64;
/** An engine speaks in real time: a second of it waits only when this worker is too slow. */
const MAX_SPOKEN = 12;

interface Job<In, Out> {
  readonly input: In;
  emit(output: Out): void;
}
/** 1920 samples to codes. */
export type Hearing = Job<Float32Array, Int32Array>;
/** Codes to 1920 samples. */
export type Speaking = Job<Int32Array, Float32Array>;

/** What one session waits for. */
export class MimiSlot {
  readonly heard = new FrameQueue<Hearing>(MAX_HEARD);
  readonly spoken = new FrameQueue<Speaking>(MAX_SPOKEN);
  /** Still to be reset, which must not happen while a step runs. */
  fresh = true;
  closed = false;

  get isWaiting(): boolean {
    return this.heard.length + this.spoken.length > 0;
  }
}
