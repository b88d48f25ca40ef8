import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Traced } from '@parley/bus';
import type { GatewayEnv } from '@parley/config';
import { traced } from '@parley/telemetry';
import { GatewayMetrics } from '../metrics.js';
import { GATEWAY_ENV } from '../tokens.js';
import type { ChatClient } from '../client/chat-client.js';
import { SessionRejected, type RejectionReason } from '../session/session-rejected.js';
import { quotasOf } from './session-limits.js';
import { SharedQueue, type Ticket } from './shared-queue.js';

const RETRY_MS = 250;
/** Rejections that pass when somebody else's session ends. */
const WORTH_WAITING: ReadonlySet<RejectionReason> = new Set(['workers-busy', 'gateway-full']);

export type Waiting = Pick<ChatClient, 'address' | 'owner' | 'gone' | 'sink'>;

export interface AdmissionAttempt<T> extends Traced {
  /** Takes what is waited for. @throws SessionRejected when it is not free. */
  enter(): Promise<T>;
  /** How often somebody's turn comes, in seconds, where that is known. */
  secondsPerPlace(): number | undefined;
}

/** Someone in the queue, and what they were told last. */
interface QueueEntry {
  readonly client: Waiting;
  readonly ticket: Ticket;
  /** Keys of the limits that it counts against. */
  readonly quotas: ReadonlySet<string>;
  readonly secondsPerPlace: () => number | undefined;
  toldPosition: number;
}

/** Those of the queue who wait at this gateway: first come, first served, with an end. Only the first of all tries to be admitted. */
@Injectable()
export class AdmissionQueue {
  private readonly entries: QueueEntry[] = [];

  constructor(
    @Inject(GATEWAY_ENV)
    private readonly limits: GatewayEnv,
    private readonly queue: SharedQueue,
    @Inject(GatewayMetrics) private readonly metrics: Pick<GatewayMetrics, 'queue'>,
  ) {
    queue.onChange(() => this.tellPositions());
  }

  /** @throws SessionRejected when the queue is full, the client has left, or waiting would not help. */
  async admit<T>(client: Waiting, attempt: AdmissionAttempt<T>): Promise<T> {
    if (this.queue.length > 0) {
      this.checkRoom(client);
      return this.wait(client, attempt);
    }
    try {
      return await attempt.enter();
    } catch (error) {
      if (!isWorthWaiting(error) || this.limits.QUEUE_LIMIT === 0) throw error;
      this.checkRoom(client);
      return this.wait(client, attempt);
    }
  }

  private async wait<T>(client: Waiting, attempt: AdmissionAttempt<T>): Promise<T> {
    const ticket = this.queue.join();
    const { secondsPerPlace } = attempt;
    const quotas = new Set(
      quotasOf(client, this.limits, this.limits.QUEUE_LIMIT).map(({ key }) => key),
    );
    const entry = { client, ticket, quotas, secondsPerPlace, toldPosition: 0 };
    this.entries.push(entry);
    this.tellPositions();
    try {
      return await traced('wait in queue', { parent: attempt.traceparent }, () =>
        this.untilEntered(entry, attempt),
      );
    } finally {
      this.entries.splice(this.entries.indexOf(entry), 1);
      this.queue.leave(ticket);
    }
  }

  private async untilEntered<T>(
    { client, ticket }: QueueEntry,
    { enter }: AdmissionAttempt<T>,
  ): Promise<T> {
    for (;;) {
      await sleep(RETRY_MS, undefined, { signal: client.gone }).catch(() => undefined);
      if (client.gone.aborted) throw new SessionRejected('The client left.', 'client-left');
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
      throw SessionRejected.busy(
        `All voices are busy and ${length} people are waiting already. Please try again later.`,
        'queue-full',
      );
    for (const { key, limit, subject, reason } of quotasOf(
      client,
      this.limits,
      this.limits.QUEUE_LIMIT,
    )) {
      const count = this.entries.filter((entry) => entry.quotas.has(key)).length;
      if (count >= limit)
        throw SessionRejected.busy(
          `${subject} has ${count} places in the queue, which is all it may have.`,
          reason,
        );
    }
  }

  private tellPositions(): void {
    this.metrics.queue.set(this.entries.length);
    for (const entry of this.entries) this.tellPosition(entry);
  }

  private tellPosition(entry: QueueEntry): void {
    const position = this.queue.positionOf(entry.ticket);
    if (position === entry.toldPosition) return;
    entry.toldPosition = position;
    const seconds = entry.secondsPerPlace();
    const estimate =
      seconds === undefined ? {} : { estimateSeconds: Math.ceil(position * seconds) };
    entry.client.sink.metadata({ type: 'queue', position, ...estimate });
  }
}

function isWorthWaiting(error: unknown): error is SessionRejected {
  return error instanceof SessionRejected && WORTH_WAITING.has(error.reason);
}
