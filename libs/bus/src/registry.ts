import { setTimeout as sleep } from 'node:timers/promises';
import { jetstream, StorageType } from '@nats-io/jetstream';
import { Kvm, type KV, type KvEntry } from '@nats-io/kv';
import { WorkerRecord, type WorkerRole } from '@parley/protocol';
import type { Bus } from './bus.js';

const BUCKET = 'parley-workers';
const HEARTBEAT_MS = 1_000;
/** A worker that was not heard of for this long is taken for dead. */
export const LEASE_MS = 3_500;

/**
 * Which workers there are. Presence lives in a JetStream KV bucket whose entries expire;
 * every reader keeps a view of its own, aged by its own clock.
 */
export class WorkerRegistry {
  private readonly seen = new Map<string, { record: WorkerRecord; at: number }>();
  private changes: Awaited<ReturnType<KV['watch']>> | undefined;

  private constructor(
    private readonly bus: Bus,
    private kv: KV,
  ) {}

  static async open(bus: Bus): Promise<WorkerRegistry> {
    const registry = new WorkerRegistry(bus, await openBucket(bus));
    void registry.surviveRestarts();
    return registry;
  }

  /** Keeps `read()` published until closed; `now()` publishes at once, for a change others wait for. */
  async announce(
    read: () => WorkerRecord,
    onError: (error: unknown) => void,
  ): Promise<Announcement> {
    const key = ({ role, id }: WorkerRecord) => `${role}.${id}`;
    const publish = async () => {
      const record = read();
      await this.kv.put(key(record), JSON.stringify(record));
    };
    const now = () => publish().catch(onError);
    const timer = setInterval(() => void now(), HEARTBEAT_MS);
    await publish();
    return {
      now,
      close: async () => {
        clearInterval(timer);
        await this.kv.delete(key(read())).catch(onError);
      },
    };
  }

  /** Starts to follow the bucket. When this resolves, `workers` knows those that are there; before, none. */
  async follow(): Promise<void> {
    this.changes?.stop();
    this.changes = await this.kv.watch();
    void this.collect(this.changes);
    for await (const key of await this.kv.keys()) this.note(await this.kv.get(key));
  }

  /** Workers of a role that are alive, least loaded first. */
  workers(role: WorkerRole, now = Date.now()): WorkerRecord[] {
    return [...this.seen.values()]
      .filter(({ record, at }) => record.role === role && now - at < LEASE_MS)
      .map(({ record }) => record)
      .sort((a, b) => occupancy(a) - occupancy(b) || a.load - b.load);
  }

  /** The bucket lives in the server's memory: a server that was started anew has none. */
  private async surviveRestarts(): Promise<void> {
    for await (const { type } of this.bus.nats.status()) {
      if (type === 'reconnect') await this.reopen();
    }
  }

  private async reopen(): Promise<void> {
    while (!this.bus.nats.isClosed()) {
      try {
        this.kv = await openBucket(this.bus);
        if (this.changes) await this.follow();
        return;
      } catch {
        await sleep(HEARTBEAT_MS); // JetStream comes up a little after the server
      }
    }
  }

  private async collect(changes: AsyncIterable<KvEntry>): Promise<void> {
    for await (const entry of changes) this.note(entry);
  }

  private note(entry: KvEntry | null): void {
    if (!entry) return;
    const record = entry.operation === 'PUT' ? parseRecord(entry.string()) : undefined;
    if (record) this.seen.set(entry.key, { record, at: Date.now() });
    else this.seen.delete(entry.key);
  }
}

function openBucket(bus: Bus): Promise<KV> {
  return new Kvm(jetstream(bus.nats)).create(BUCKET, {
    ttl: LEASE_MS * 2,
    storage: StorageType.Memory,
    history: 1,
  });
}

export interface Announcement {
  now(): Promise<void>;
  close(): Promise<void>;
}

function occupancy({ sessions, capacity }: WorkerRecord): number {
  return capacity > 0 ? sessions / capacity : 1;
}

function parseRecord(text: string): WorkerRecord | undefined {
  try {
    return WorkerRecord.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
