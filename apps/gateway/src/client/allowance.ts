import { TokenBucket } from './token-bucket.js';

/** More than any conversation has a use for, and it does not end; `message` is for whoever sends it. */
export class Flood extends Error {
  override readonly name = 'Flood';
}

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * How much of one kind a client may send. What is more is dropped, so that a client whose clock is a little fast, or
 * that has caught up after a break, talks on; when it goes on, it is a flood.
 */
export class Allowance {
  private readonly due: TokenBucket;
  private readonly excess: TokenBucket;

  constructor(
    due: Rate,
    excess: Rate,
    private readonly floodSentence: string,
    nowMs = performance.now(),
  ) {
    this.due = new TokenBucket(due.perSecond, due.burst, nowMs);
    this.excess = new TokenBucket(excess.perSecond, excess.burst, nowMs);
  }

  /** False for what is to be dropped. @throws Flood */
  take(amount: number, nowMs = performance.now()): boolean {
    if (this.due.take(amount, nowMs)) return true;
    if (this.excess.take(amount, nowMs)) return false;
    throw new Flood(this.floodSentence);
  }
}
