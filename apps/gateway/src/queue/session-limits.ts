import { isIPv6 } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { WorkerRegistry } from '@parley/bus';
import type { GatewayEnv } from '@parley/config';
import { GATEWAY_ENV } from '../tokens.js';
import { SessionRejected, type RejectionReason } from '../session/session-rejected.js';

type Limits = Pick<
  GatewayEnv,
  'MAX_SESSIONS' | 'MAX_SESSIONS_PER_ADDRESS' | 'MAX_SESSIONS_PER_TOKEN'
>;

/** Who wants something, as far as limits go. */
export interface ClientIdentity {
  readonly address: string;
  /** Digest of the access token, or of its subject; empty where none is wanted. */
  readonly owner: string;
}

/** A limit that several places count against: those of one address, or of one token. */
export interface Quota {
  readonly key: string;
  readonly limit: number;
  /** "Your address", at the beginning of a sentence. */
  readonly subject: string;
  readonly reason: RejectionReason;
}

/** Where nothing else is said. */
const PLACES_PER_ADDRESS = 16;
const SHARE_PER_ADDRESS = 3 / 4;

/** The limits that a client comes under besides the one for all, which is `places`. */
export function quotasOf(
  { address, owner }: ClientIdentity,
  limits: Limits,
  places: number,
): Quota[] {
  const share = Math.max(1, Math.floor(places * SHARE_PER_ADDRESS));
  const ofAddress: Quota = {
    key: `address ${networkOf(address)}`,
    limit: limits.MAX_SESSIONS_PER_ADDRESS ?? Math.min(PLACES_PER_ADDRESS, share),
    subject: 'Your address',
    reason: 'address-full',
  };
  const limit = limits.MAX_SESSIONS_PER_TOKEN;
  if (owner === '' || limit === undefined) return [ofAddress];
  const subject = 'Your access token';
  return [ofAddress, { key: `token ${owner}`, limit, subject, reason: 'token-full' }];
}

/** Counts the sessions of this gateway, those being opened and those waiting to be resumed included. */
@Injectable()
export class SessionLimits {
  protected readonly what: string = 'sessions';
  private total = 0;
  private readonly counts = new Map<string, number>();

  constructor(
    @Inject(GATEWAY_ENV) private readonly limits: Limits,
    @Inject(WorkerRegistry) private readonly registry: Pick<WorkerRegistry, 'workers'>,
  ) {}

  /**
   * Takes a place; the result gives it back and may be called more than once.
   * @throws SessionRejected when there is none.
   */
  take(identity: ClientIdentity): () => void {
    const { MAX_SESSIONS } = this.limits;
    const quotas = quotasOf(
      identity,
      this.limits,
      Math.min(MAX_SESSIONS, this.placesOf(this.registry)),
    );
    if (this.total >= MAX_SESSIONS)
      throw SessionRejected.busy(
        `This server carries ${MAX_SESSIONS} ${this.what} and all are taken. Please try again in a moment.`,
        'gateway-full',
      );
    for (const quota of quotas) this.check(quota);
    this.add(quotas, 1);
    let held = true;
    return () => {
      if (held) this.add(quotas, -1);
      held = false;
    };
  }

  /** As many as could be served at all, as far as is known. */
  protected placesOf(registry: Pick<WorkerRegistry, 'workers'>): number {
    const engines = registry.workers('lm').filter(({ status }) => status === 'ready');
    return engines.length === 0
      ? Infinity
      : engines.reduce((sum, { capacity }) => sum + capacity, 0);
  }

  private check({ key, limit, subject, reason }: Quota): void {
    if (this.countOf(key) >= limit)
      throw SessionRejected.busy(
        `${subject} has ${limit} ${this.what} open, which is all it may have. End one of them first.`,
        reason,
      );
  }

  private countOf(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  private add(quotas: readonly Quota[], change: number): void {
    this.total += change;
    for (const { key } of quotas) {
      const count = this.countOf(key) + change;
      if (count > 0) this.counts.set(key, count);
      else this.counts.delete(key);
    }
  }
}

/** Who has one address of IPv6 has all of its network. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const after = tail?.split(':').filter(Boolean) ?? [];
  const zeros = Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0');
  const network = [...groups, ...(tail === undefined ? [] : zeros), ...after].slice(0, 4);
  return `${network.map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`;
}
