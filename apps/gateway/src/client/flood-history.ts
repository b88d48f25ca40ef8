import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { networkOf } from '../queue/session-limits.js';

/** How long a flood counts. */
const REMEMBERED_MS = 10_000;
const WAIT_MS = 200;
const LONGEST_WAIT_MS = 2_000;

/**
 * Lets whoever was cut off wait before it is heard again, the longer the more often: coming back at once would make each
 * cut the beginning of the next flood. Others behind the same address wait that moment, too, and are not refused.
 */
@Injectable()
export class FloodHistory {
  private readonly cuts = new Map<string, number>();

  cutOff(address: string): void {
    const key = networkOf(address);
    this.count(key, 1);
    setTimeout(() => this.count(key, -1), REMEMBERED_MS).unref();
  }

  /** Resolves when somebody from there may be heard. */
  async untilHeard(address: string): Promise<void> {
    const cuts = this.cuts.get(networkOf(address)) ?? 0;
    if (cuts > 0) await sleep(Math.min(cuts * WAIT_MS, LONGEST_WAIT_MS), undefined, { ref: false });
  }

  private count(key: string, change: number): void {
    const cuts = (this.cuts.get(key) ?? 0) + change;
    if (cuts > 0) this.cuts.set(key, cuts);
    else this.cuts.delete(key);
  }
}
