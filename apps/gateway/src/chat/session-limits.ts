import { Inject, Injectable } from '@nestjs/common';
import type { GatewayEnv } from '@parley/config';
import { GATEWAY_ENV } from '../tokens.js';
import { Refusal } from './refusal.js';

type Limits = Pick<GatewayEnv, 'MAX_SESSIONS' | 'MAX_SESSIONS_PER_ADDRESS'>;

/** Counts the sessions of this gateway, those being opened and those waiting to be resumed included. */
@Injectable()
export class SessionLimits {
  protected readonly what: string = 'sessions';
  private total = 0;
  private readonly byAddress = new Map<string, number>();

  constructor(@Inject(GATEWAY_ENV) private readonly limits: Limits) {}

  /**
   * Takes a place; the result gives it back and may be called more than once.
   * @throws Refusal when there is none.
   */
  take(address: string): () => void {
    const { MAX_SESSIONS, MAX_SESSIONS_PER_ADDRESS } = this.limits;
    if (this.total >= MAX_SESSIONS)
      throw Refusal.busy(
        `This server carries ${MAX_SESSIONS} ${this.what} and all are taken. Please try again in a moment.`,
        'gateway-full',
      );
    if (this.countOf(address) >= MAX_SESSIONS_PER_ADDRESS)
      throw Refusal.busy(
        `Your address has ${MAX_SESSIONS_PER_ADDRESS} ${this.what} open, which is all it may have. End one of them first.`,
        'address-full',
      );
    this.add(address, 1);
    let held = true;
    return () => {
      if (held) this.add(address, -1);
      held = false;
    };
  }

  private countOf(address: string): number {
    return this.byAddress.get(address) ?? 0;
  }

  private add(address: string, change: number): void {
    this.total += change;
    const count = this.countOf(address) + change;
    if (count > 0) this.byAddress.set(address, count);
    else this.byAddress.delete(address);
  }
}
