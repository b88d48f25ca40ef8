/** A token bucket over bytes: a steady rate, and a burst on top. */
export class ByteBudget {
  private bytes: number;
  private filledAt: number;

  constructor(
    private readonly bytesPerSecond: number,
    private readonly burstBytes: number,
    now = performance.now(),
  ) {
    this.bytes = burstBytes;
    this.filledAt = now;
  }

  /** False when the bytes are more than the budget holds; they are not taken from it then. */
  take(bytes: number, now = performance.now()): boolean {
    const refill = ((now - this.filledAt) / 1000) * this.bytesPerSecond;
    this.bytes = Math.min(this.burstBytes, this.bytes + refill);
    this.filledAt = now;
    if (bytes > this.bytes) return false;
    this.bytes -= bytes;
    return true;
  }
}
