import { setTimeout as sleep } from 'node:timers/promises';
import { jetstream, StorageType } from '@nats-io/jetstream';
import { Kvm, type KV } from '@nats-io/kv';
import type { Bus } from './bus.js';

const RETRY_MS = 1_000;

export interface MemoryBucketOptions {
  name: string;
  /** An entry that was not written for this long is gone. */
  ttlMs: number;
  /** Writing fails above it; no limit of its own when absent. */
  maxBytes?: number;
}

/** A JetStream KV bucket in the server's memory, made anew when the server was. */
export class MemoryBucket {
  private tellRenewed = async (): Promise<void> => undefined;

  private constructor(
    private readonly bus: Bus,
    private readonly options: MemoryBucketOptions,
    private current: KV,
  ) {}

  static async open(bus: Bus, options: MemoryBucketOptions): Promise<MemoryBucket> {
    const bucket = new MemoryBucket(bus, options, await openKv(bus, options));
    void bucket.surviveRestarts();
    return bucket;
  }

  get kv(): KV {
    return this.current;
  }

  /** Told after the connection was lost and came back: what was in the bucket may be gone. */
  onRenewed(tell: () => Promise<void>): void {
    this.tellRenewed = tell;
  }

  private async surviveRestarts(): Promise<void> {
    for await (const { type } of this.bus.nats.status()) {
      if (type === 'reconnect') await this.reopen();
    }
  }

  private async reopen(): Promise<void> {
    while (!this.bus.nats.isClosed()) {
      try {
        this.current = await openKv(this.bus, this.options);
        return await this.tellRenewed();
      } catch {
        await sleep(RETRY_MS); // JetStream comes up a little after the server
      }
    }
  }
}

function openKv(bus: Bus, { name, ttlMs, maxBytes }: MemoryBucketOptions): Promise<KV> {
  return new Kvm(jetstream(bus.nats)).create(name, {
    ttl: ttlMs,
    storage: StorageType.Memory,
    history: 1,
    ...(maxBytes === undefined ? {} : { max_bytes: maxBytes }),
  });
}
