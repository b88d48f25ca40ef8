import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayEnv } from '@parley/config';
import { GatewayMetrics } from '../metrics.js';
import { GATEWAY_ENV } from '../tokens.js';
import type { ChatClient } from './chat-client.js';
import { Refusal, type RefusalReason } from './refusal.js';

const RETRY_MS = 250;
/** Refusals that pass when somebody else's session ends. */
const WORTH_WAITING: ReadonlySet<RefusalReason> = new Set(['workers-busy', 'gateway-full']);

export type Waiting = Pick<ChatClient, 'address' | 'gone' | 'sink'>;

export interface Entrance<T> {
  /** Takes what is waited for. @throws Refusal when it is not free. */
  enter(): Promise<T>;
  /** How often somebody's turn comes, in seconds, where that is known. */
  secondsPerPlace(): number | undefined;
}

/** The queue of this gateway: first come, first served, with an end. Only the first one tries the door. */
@Injectable()
export class WaitingRoom {
  private readonly waiting: Waiting[] = [];

  constructor(
    @Inject(GATEWAY_ENV)
    private readonly limits: Pick<GatewayEnv, 'QUEUE_LIMIT' | 'MAX_SESSIONS_PER_ADDRESS'>,
    @Inject(GatewayMetrics) private readonly metrics: Pick<GatewayMetrics, 'queue'>,
  ) {}

  /** @throws Refusal when the queue is full, the client has left, or waiting would not help. */
  async pass<T>(client: Waiting, entrance: Entrance<T>): Promise<T> {
    if (this.waiting.length > 0) {
      this.checkRoom(client);
      return this.wait(client, entrance);
    }
    try {
      return await entrance.enter();
    } catch (error) {
      if (!isWorthWaiting(error) || this.limits.QUEUE_LIMIT === 0) throw error;
      this.checkRoom(client);
      return this.wait(client, entrance);
    }
  }

  private async wait<T>(client: Waiting, entrance: Entrance<T>): Promise<T> {
    this.waiting.push(client);
    this.tellPositions(entrance);
    try {
      return await this.untilEntered(client, entrance);
    } finally {
      this.waiting.splice(this.waiting.indexOf(client), 1);
      this.tellPositions(entrance);
    }
  }

  private async untilEntered<T>(client: Waiting, { enter }: Entrance<T>): Promise<T> {
    for (;;) {
      await sleep(RETRY_MS, undefined, { signal: client.gone }).catch(() => undefined);
      if (client.gone.aborted) throw new Refusal('The client left.', 'client-left');
      if (this.waiting[0] !== client) continue;
      try {
        return await enter();
      } catch (error) {
        if (!isWorthWaiting(error)) throw error;
      }
    }
  }

  private checkRoom({ address }: Waiting): void {
    const { QUEUE_LIMIT, MAX_SESSIONS_PER_ADDRESS } = this.limits;
    if (this.waiting.length >= QUEUE_LIMIT)
      throw Refusal.busy(
        `All voices are busy and ${this.waiting.length} people are waiting already. Please try again later.`,
        'queue-full',
      );
    const ofAddress = this.waiting.filter((other) => other.address === address).length;
    if (ofAddress >= MAX_SESSIONS_PER_ADDRESS)
      throw Refusal.busy(
        `Your address has ${ofAddress} places in the queue, which is all it may have.`,
        'address-full',
      );
  }

  private tellPositions({ secondsPerPlace }: Entrance<unknown>): void {
    this.metrics.queue.set(this.waiting.length);
    const seconds = secondsPerPlace();
    for (const [index, { sink }] of this.waiting.entries()) {
      const position = index + 1;
      const estimate =
        seconds === undefined ? {} : { estimateSeconds: Math.ceil(position * seconds) };
      sink.metadata({ type: 'queue', position, ...estimate });
    }
  }
}

function isWorthWaiting(error: unknown): boolean {
  return error instanceof Refusal && WORTH_WAITING.has(error.reason);
}
