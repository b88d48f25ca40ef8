/** Without a packet for so long, the client sends none: more than the jitter of most networks. */
const GAP_MS = 240;
/** By then every turn has ended; silence for minutes would only be work. */
const MOST_MS = 3_000;
/** Silence comes in pieces as long as a packet, so that frames stay whole. */
const STEP_MS = 20;

/** How much silence a client that has stopped sending leaves out. Times are of any clock that never goes back. */
export class UnsentSilence {
  private lastPacketMs: number | undefined;
  private filledMs = 0;

  packetCame(nowMs: number): void {
    this.lastPacketMs = nowMs;
    this.filledMs = 0;
  }

  /** @returns milliseconds of silence that are missing up to now and were not taken yet */
  take(nowMs: number): number {
    if (this.lastPacketMs === undefined) return 0;
    const quietMs = nowMs - this.lastPacketMs;
    if (quietMs < GAP_MS) return 0;
    const missingMs = Math.min(quietMs, MOST_MS) - this.filledMs;
    const takenMs = Math.max(0, Math.floor(missingMs / STEP_MS) * STEP_MS);
    this.filledMs += takenMs;
    return takenMs;
  }
}
