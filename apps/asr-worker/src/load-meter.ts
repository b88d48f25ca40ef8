import { availableParallelism } from 'node:os';

/** Shorter windows say more about chance than about load. */
const WINDOW_MS = 1_000;

/** The share of the cores that this process uses; at 1 recognition no longer keeps pace with speech. */
export class LoadMeter {
  private sinceMs = performance.now();
  private since = process.cpuUsage();
  private latest = 0;

  /** From 0 to 1, over the last second or more. */
  read(): number {
    const elapsedMs = performance.now() - this.sinceMs;
    if (elapsedMs < WINDOW_MS) return this.latest;
    const { user, system } = process.cpuUsage(this.since);
    this.latest = (user + system) / 1_000 / elapsedMs / availableParallelism();
    this.sinceMs = performance.now();
    this.since = process.cpuUsage();
    return this.latest;
  }
}
