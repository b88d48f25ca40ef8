import { FrameQueue } from '@parley/worker';

/** A client's first burst may bring 5 s at once; they are caught up with. */
const MAX_WAITING_ENCODES = 64;
/** An engine speaks in real time: a second of it waits only when this worker is too slow. */
const MAX_WAITING_DECODES = 12;

interface Job<In, Out> {
  readonly input: In;
  emit(output: Out): void;
}
/** 1920 samples to codes. */
export type EncodeJob = Job<Float32Array, Int32Array>;
/** Codes to 1920 samples. */
export type DecodeJob = Job<Int32Array, Float32Array>;

/** What one session waits for. */
export class MimiSlot {
  readonly encodes = new FrameQueue<EncodeJob>(MAX_WAITING_ENCODES);
  readonly decodes = new FrameQueue<DecodeJob>(MAX_WAITING_DECODES);
  /** Still to be reset, which must not happen while a step runs. */
  fresh = true;
  closed = false;

  get isWaiting(): boolean {
    return this.encodes.length + this.decodes.length > 0;
  }
}
