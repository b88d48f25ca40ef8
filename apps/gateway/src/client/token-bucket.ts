/** A steady rate of something, and a burst on top. */
export class TokenBucket {
  private held: number;
  private filledAtMs: number;

  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    nowMs = performance.now(),
  ) {
    this.held = burst;
    this.filledAtMs = nowMs;
  }

  /** False when it is more than the bucket holds; nothing is taken then. */
  take(amount: number, nowMs = performance.now()): boolean {
    const refill = ((nowMs - this.filledAtMs) / 1000) * this.perSecond;
    this.held = Math.min(this.burst, this.held + refill);
    this.filledAtMs = nowMs;
    if (amount > this.held) return false;
    this.held -= amount;
    return true;
  }
}
