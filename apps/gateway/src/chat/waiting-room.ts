import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Traced } from '@parley/bus';
import type { GatewayEnv } from '@parley/config';
import { traced } from '@parley/telemetry';
import { GatewayMetrics } from '../metrics.js';
import { GATEWAY_ENV } from '../tokens.js';
import type { ChatClient } from './chat-client.js';
import { Refusal, type RefusalReason } from './refusal.js';
import { sharesOf } from './session-limits.js';
import { SharedQueue, type Ticket } from './shared-queue.js';

const RETRY_MS = 250;
/** Refusals that pass when somebody else's session ends. */
const WORTH_WAITING: ReadonlySet<RefusalReason> = new Set(['workers-busy', 'gateway-full']);

export type Waiting = Pick<ChatClient, 'address' | 'owner' | 'gone' | 'sink'>;

export interface Entrance<T> extends Traced {
  /** Takes what is waited for. @throws Refusal when it is not free. */
  enter(): Promise<T>;
  /** How often somebody's turn comes, in seconds, where that is known. */
  secondsPerPlace(): number | undefined;
}

/** Someone in the queue, and what they were told last. */
interface Place {
  readonly client: Waiting;
  readonly ticket: Ticket;
  /** Keys of the limits that it counts against. */
  readonly shares: ReadonlySet<string>;
  readonly secondsPerPlace: () => number | undefined;
  toldPosition: number;
}

/** Those of the queue who wait at this gateway: first come, first served, with an end. Only the first of all tries the door. */
@Injectable()
export class WaitingRoom {
  private readonly places: Place[] = [];

  constructor(
    @Inject(GATEWAY_ENV)
    private readonly limits: GatewayEnv,
    @Inject(SharedQueue) private readonly queue: SharedQueue,
    @Inject(GatewayMetrics) private readonly metrics: Pick<GatewayMetrics, 'queue'>,
  ) {
    queue.onChange(() => this.tellPositions());
  }

  /** @throws Refusal when the queue is full, the client has left, or waiting would not help. */
  async pass<T>(client: Waiting, entrance: Entrance<T>): Promise<T> {
    if (this.queue.length > 0) {
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
    const ticket = this.queue.join();
    const { secondsPerPlace } = entrance;
    const shares = new Set(sharesOf(client, this.limits).map(({ key }) => key));
    const place = { client, ticket, shares, secondsPerPlace, toldPosition: 0 };
    this.places.push(place);
    this.tellPositions();
    try {
      return await traced('wait in queue', { parent: entrance.traceparent }, () =>
        this.untilEntered(place, entrance),
      );
    } finally {
      this.places.splice(this.places.indexOf(place), 1);
      this.queue.leave(ticket);
    }
  }

  private async untilEntered<T>({ client, ticket }: Place, { enter }: Entrance<T>): Promise<T> {
    for (;;) {
      await sleep(RETRY_MS, undefined, { signal: client.gone }).catch(() => undefined);
      if (client.gone.aborted) throw new Refusal('The client left.', 'client-left');
      if (!this.queue.isNext(ticket)) continue;
      try {
        return await enter();
      } catch (error) {
        if (!isWorthWaiting(error)) throw error;
        this.queue.block(ticket, error.reason === 'gateway-full');
      }
    }
  }

  private checkRoom(client: Waiting): void {
    const { QUEUE_LIMIT } = this.limits;
    const { length } = this.queue;
    if (length >= QUEUE_LIMIT)
      throw Refusal.busy(
        `All voices are busy and ${length} people are waiting already. Please try again later.`,
        'queue-full',
      );
    for (const { key, limit, subject, reason } of sharesOf(client, this.limits)) {
      const count = this.places.filter((place) => place.shares.has(key)).length;
      if (count >= limit)
        throw Refusal.busy(
          `${subject} has ${count} places in the queue, which is all it may have.`,
          reason,
        );
    }
  }

  private tellPositions(): void {
    this.metrics.queue.set(this.places.length);
    for (const place of this.places) this.tellPosition(place);
  }

  private tellPosition(place: Place): void {
    const position = this.queue.positionOf(place.ticket);
    if (position === place.toldPosition) return;
    place.toldPosition = position;
    const seconds = place.secondsPerPlace();
    const estimate =
      seconds === undefined ? {} : { estimateSeconds: Math.ceil(position * seconds) };
    place.client.sink.metadata({ type: 'queue', position, ...estimate });
  }
}

function isWorthWaiting(error: unknown): error is Refusal {
  return error instanceof Refusal && WORTH_WAITING.has(error.reason);
}
