import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Bus, type Listener } from '@parley/bus';
import type { QueueReport } from '@parley/protocol';

const REPORT_MS = 1_000;
/** A gateway that was not heard of for this long is taken for dead, and its clients with it. */
const LEASE_MS = 3_500;

export type Ticket = QueueReport['waiting'][number];

/**
 * One queue for all gateways. Each reports who waits at it, and sees them all in the order in which they came;
 * their clocks have to agree to about a second.
 */
@Injectable()
export class SharedQueue implements OnModuleInit, OnApplicationShutdown {
  private readonly gatewayId = randomUUID();
  private readonly own: Ticket[] = [];
  private readonly others = new Map<string, { waiting: readonly Ticket[]; atMs: number }>();
  private timer: NodeJS.Timeout | undefined;
  private listener: Listener | undefined;
  private tellChange = () => undefined as void;

  constructor(@Inject(Bus) private readonly bus: Pick<Bus, 'publish' | 'subscribe'>) {}

  onModuleInit(): void {
    this.listener = this.bus.subscribe('queue', '', (report) => this.take(report));
    this.timer = setInterval(() => this.beat(), REPORT_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.listener?.close();
  }

  /** Told whenever the order of the queue may have changed. */
  onChange(tell: () => void): void {
    this.tellChange = tell;
  }

  /** Clients that wait, at all gateways. */
  get length(): number {
    return this.inOrder().length;
  }

  join(): Ticket {
    const ticket = { id: randomUUID(), since: Date.now(), isBlocked: false };
    this.own.push(ticket);
    this.changed();
    return ticket;
  }

  leave(ticket: Ticket): void {
    this.own.splice(this.own.indexOf(ticket), 1);
    this.changed();
  }

  /** Whether it waits for a place at this gateway only, and holds up nobody at another. */
  block(ticket: Ticket, isBlocked: boolean): void {
    if (ticket.isBlocked === isBlocked) return;
    ticket.isBlocked = isBlocked;
    this.changed();
  }

  /** From 1. */
  positionOf({ id }: Ticket): number {
    return this.inOrder().findIndex((other) => other.id === id) + 1;
  }

  /** True when it is its turn to try. */
  isNext({ id }: Ticket): boolean {
    return this.inOrder().find((other) => !other.isBlocked || other.id === id)?.id === id;
  }

  private inOrder(): Ticket[] {
    const elsewhere = [...this.others.values()].flatMap(({ waiting }) => waiting);
    return [...this.own, ...elsewhere].sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1));
  }

  private take({ gatewayId, waiting }: QueueReport): void {
    if (gatewayId === this.gatewayId) return;
    if (waiting.length > 0) this.others.set(gatewayId, { waiting, atMs: performance.now() });
    else this.others.delete(gatewayId);
    this.tellChange();
  }

  private beat(): void {
    for (const [gatewayId, { atMs }] of this.others)
      if (performance.now() - atMs > LEASE_MS) this.others.delete(gatewayId);
    if (this.own.length > 0) this.report();
    this.tellChange();
  }

  private changed(): void {
    this.report();
    this.tellChange();
  }

  private report(): void {
    this.bus.publish('queue', '', { gatewayId: this.gatewayId, waiting: this.own });
  }
}
