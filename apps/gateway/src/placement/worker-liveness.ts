import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Bus, RequestFailed } from '@parley/bus';

const PROBE_MS = 400;
/** After a restart of the bus its clients are gone for a moment, all of them. */
const MISSED_PROBES = 3;

/**
 * Feels whether the workers of this gateway's sessions are there. The bus notices at once when a process was
 * killed, seconds before its lease in the registry ends. One that is only busy counts as there.
 */
@Injectable()
export class WorkerLiveness implements OnModuleInit, OnApplicationShutdown {
  private readonly watchers = new Map<string, Set<() => void>>();
  private readonly missed = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(@Inject(Bus) private readonly bus: Pick<Bus, 'request'>) {}

  onModuleInit(): void {
    this.timer = setInterval(() => this.probeAll(), PROBE_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** `onLost` is told when the worker is gone; the result ends the watch. */
  watch(workerId: string, onLost: () => void): () => void {
    const watchers = this.watchers.get(workerId) ?? new Set();
    this.watchers.set(workerId, watchers);
    const watcher = () => onLost();
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
      if (watchers.size > 0 || this.watchers.get(workerId) !== watchers) return;
      this.watchers.delete(workerId);
      this.missed.delete(workerId);
    };
  }

  private probeAll(): void {
    for (const [workerId, watchers] of this.watchers) void this.probe(workerId, watchers);
  }

  private async probe(workerId: string, watchers: ReadonlySet<() => void>): Promise<void> {
    if (await this.isAlive(workerId)) return void this.missed.delete(workerId);
    const missed = (this.missed.get(workerId) ?? 0) + 1;
    this.missed.set(workerId, missed);
    if (missed >= MISSED_PROBES) for (const tell of [...watchers]) tell();
  }

  private async isAlive(workerId: string): Promise<boolean> {
    try {
      await this.bus.request('ping', workerId, {}, { timeoutMs: PROBE_MS });
      return true;
    } catch (error) {
      return !(error instanceof RequestFailed && error.noResponders);
    }
  }
}
