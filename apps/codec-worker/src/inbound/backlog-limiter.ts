const FRAME_MS = 80;

/**
 * How far a client may be ahead of real time. Clients queue what is said while a session opens and send it
 * in one burst: 5 s hold a whole question, and cost the recogniser a second at most. A file dumped
 * into the socket must not occupy everyone after us for minutes.
 */
export const MAX_AHEAD_MS = 5_000;
/** Frames that wait for their turn beyond that; the oldest is dropped for the newest. */
export const MAX_WAITING_FRAMES = 3;
/** Slightly faster than real time, so that a client's fast clock never adds up to a backlog. */
const DRAIN_RATE = 1.01;

/** Passes frames on at once, as long as the client is not too far ahead of real time. */
export class BacklogLimiter<T> {
  private readonly waiting: T[] = [];
  private aheadMs = 0;
  private lastMs: number | undefined;

  /** Takes a frame; `passed` are those whose turn it is, `dropped` says how many had to go. */
  push(frame: T, nowMs: number): { passed: T[]; dropped: number } {
    this.waiting.push(frame);
    const passed = this.release(nowMs);
    const dropped = this.waiting.splice(0, this.waiting.length - MAX_WAITING_FRAMES).length;
    return { passed, dropped };
  }

  /** The frames whose turn has come with time. */
  release(nowMs: number): T[] {
    this.drain(nowMs);
    const room = Math.floor((MAX_AHEAD_MS - this.aheadMs) / FRAME_MS);
    const passed = this.waiting.splice(0, room);
    this.aheadMs += passed.length * FRAME_MS;
    return passed;
  }

  /** Whether what was sent lasts longer than the time since then. */
  isAhead(nowMs: number): boolean {
    this.drain(nowMs);
    return this.aheadMs > 2 * FRAME_MS;
  }

  private drain(nowMs: number): void {
    const elapsedMs = nowMs - (this.lastMs ?? nowMs);
    this.aheadMs = Math.max(0, this.aheadMs - elapsedMs * DRAIN_RATE);
    this.lastMs = nowMs;
  }
}
