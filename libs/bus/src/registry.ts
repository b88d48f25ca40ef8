import type { KV, KvEntry } from '@nats-io/kv';
import { BUS_VERSION, WorkerRecord, type WorkerRole } from '@parley/protocol';
import type { Bus } from './bus.js';
import { MemoryBucket } from './memory-bucket.js';

const BUCKET = `parley-workers-${BUS_VERSION}`;
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

  private constructor(private readonly bucket: MemoryBucket) {}

  static async open(bus: Bus): Promise<WorkerRegistry> {
    const bucket = await MemoryBucket.open(bus, { name: BUCKET, ttlMs: LEASE_MS * 2 });
    const registry = new WorkerRegistry(bucket);
    bucket.onRenewed(async () => {
      if (registry.changes) await registry.follow();
    });
    return registry;
  }

  private get kv(): KV {
    return this.bucket.kv;
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

  /** Whether another worker could take a session of this one. */
  hasRoomBeside({ id, role, engine, formats = [] }: WorkerRecord): boolean {
    return this.workers(role).some(
      (other) =>
        other.id !== id &&
        other.status === 'ready' &&
        other.sessions < other.capacity &&
        other.engine === engine &&
        formats.every((format) => other.formats?.includes(format)),
    );
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
