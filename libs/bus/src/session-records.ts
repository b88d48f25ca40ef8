import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import type { KvEntry } from '@nats-io/kv';
import { BUS_VERSION } from '@parley/protocol';
import type { Bus } from './bus.js';
import { MemoryBucket } from './memory-bucket.js';

const BUCKET = `parley-sessions-${BUS_VERSION}`;
/** Half of what JetStream may use in memory as it is shipped, so that the registry of workers has room. */
const MAX_BYTES = 32 * 1024 * 1024;
const ANSWER_WITHIN_MS = 2_000;

/** Somebody else has taken what the record stands for. */
export class RecordTaken extends Error {
  override readonly name = 'RecordTaken';
}

/** `forgotten`: it was not there any more, as after a restart of the server. */
export type Removal = 'removed' | 'taken' | 'forgotten';

export interface StoredRecord {
  readonly bytes: Uint8Array;
  /** Number of this version; only who names the latest may change it. */
  readonly revision: number;
}

/**
 * Records of sessions that any gateway may go on with. Only the one that has a session writes its record, and
 * taking it away is how another takes the session: of several who try, one succeeds. They lie in the server's memory
 * and are gone when nobody writes them for `ttlMs`.
 */
export class SessionRecords {
  private constructor(private readonly bucket: MemoryBucket) {}

  static async open(bus: Bus, ttlMs: number): Promise<SessionRecords> {
    const options = { name: BUCKET, ttlMs, maxBytes: MAX_BYTES };
    return new SessionRecords(await MemoryBucket.open(bus, options));
  }

  /** Told after the connection was lost and came back: records may have been forgotten. */
  onRenewed(tell: () => Promise<void>): void {
    this.bucket.onRenewed(tell);
  }

  async get(key: string): Promise<StoredRecord | undefined> {
    const entry = await this.bucket.kv.get(key);
    return entry?.operation === 'PUT'
      ? { bytes: entry.value, revision: entry.revision }
      : undefined;
  }

  /**
   * Writes a record; returns its new revision. `revision` is that of the version before, absent for the first. One that
   * the server has forgotten is there again.
   * @throws RecordTaken
   */
  async write(key: string, bytes: Uint8Array, revision = 0): Promise<number> {
    const put = (previousSeq: number) =>
      this.bucket.kv.put(key, bytes, { previousSeq, timeout: ANSWER_WITHIN_MS });
    try {
      return await put(revision);
    } catch (error) {
      if (!isWrongRevision(error)) throw error;
      return put((await this.untaken(key))?.revision ?? 0);
    }
  }

  /** Lets a record that was taken be taken once more. */
  async putBack(key: string, bytes: Uint8Array): Promise<void> {
    await this.bucket.kv.create(key, bytes);
  }

  /** Takes a record away, whichever its version is by now, unless somebody else did so before. */
  async remove(key: string, revision: number): Promise<Removal> {
    try {
      await this.bucket.kv.delete(key, { previousSeq: revision });
      return 'removed';
    } catch (error) {
      if (!isWrongRevision(error)) throw error;
    }
    const entry = await this.bucket.kv.get(key);
    if (!entry) return 'forgotten';
    return entry.operation === 'PUT' ? this.remove(key, entry.revision) : 'taken';
  }

  /** The server may be another one since, or have taken a message whose receipt was lost. */
  private async untaken(key: string): Promise<KvEntry | null> {
    const entry = await this.bucket.kv.get(key);
    if (entry && entry.operation !== 'PUT')
      throw new RecordTaken('The session goes on at another gateway.');
    return entry;
  }
}

function isWrongRevision(error: unknown): boolean {
  return (
    error instanceof JetStreamApiError &&
    (error.code === JetStreamApiCodes.StreamWrongLastSequence ||
      error.code === JetStreamApiCodes.StreamWrongLastSequenceUnknown)
  );
}
