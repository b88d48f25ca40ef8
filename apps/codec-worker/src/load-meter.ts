/** Shorter windows say more about chance than about load. */
const WINDOW_MS = 1_000;

/** The share of one core that this process uses, from the time its event loop was busy. */
export class LoadMeter {
  private since = performance.eventLoopUtilization();
  private sinceMs = performance.now();
  private latest = 0;

  /** From 0 to 1, over the last second or more. */
  read(): number {
    if (performance.now() - this.sinceMs < WINDOW_MS) return this.latest;
    this.latest = performance.eventLoopUtilization(this.since).utilization;
    this.since = performance.eventLoopUtilization();
    this.sinceMs = performance.now();
    return this.latest;
  }
}
