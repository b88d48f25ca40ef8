import { availableParallelism } from 'node:os';

/** Shorter windows say more about chance than about load. */
const WINDOW_MS = 1_000;

/**
 * The share that this process uses of what it can: of the one core that its event loop runs on, or of all cores that its
 * native threads run on, whichever is larger. At 1 it no longer keeps pace.
 */
export class LoadMeter {
  private sinceMs = performance.now();
  private loop = performance.eventLoopUtilization();
  private cpu = process.cpuUsage();
  private latest = 0;

  /** From 0 to 1, over the last second or more. */
  read(): number {
    const elapsedMs = performance.now() - this.sinceMs;
    if (elapsedMs < WINDOW_MS) return this.latest;
    const { utilization } = performance.eventLoopUtilization(this.loop);
    const { user, system } = process.cpuUsage(this.cpu);
    this.latest = Math.max(
      utilization,
      (user + system) / 1_000 / elapsedMs / availableParallelism(),
    );
    this.sinceMs = performance.now();
    this.loop = performance.eventLoopUtilization();
    this.cpu = process.cpuUsage();
    return this.latest;
  }
}
