import { RecordTaken, type SessionRecords } from '@parley/bus';
import type { SessionRecord } from '@parley/protocol';
import type { ResumeToken } from './resume-token.js';

/** What was said within it is missing when a gateway is killed. */
const WRITE_GAP_MS = 1_000;
/** A record that nothing changes is written anew all the same, or the server would forget it. */
export const REFRESH_MS = 10_000;

export interface SessionRecordWriterOptions {
  readonly records: SessionRecords;
  readonly token: ResumeToken;
  read(): SessionRecord;
  /** Another gateway has the session now. */
  onTaken(): void;
  /** The record cannot be written; told once until it can again. */
  onError(error: unknown): void;
}

/** Keeps the record of one session as it is, where other gateways find it. */
export class SessionRecordWriter {
  private readonly timer: NodeJS.Timeout;
  private work: Promise<void> = Promise.resolve();
  private revision: number | undefined;
  private hasChanged = false;
  private isFailing = false;
  private isOver = false;
  private writtenAtMs = 0;

  constructor(private readonly options: SessionRecordWriterOptions) {
    this.timer = setInterval(() => this.writeWhenDue(), WRITE_GAP_MS);
  }

  /** The session is not as it was written. */
  touch(): void {
    this.hasChanged = true;
  }

  /** Writes what is so now. Resolves also when that fails. */
  write(): Promise<void> {
    this.work = this.work.then(() => this.writeNow());
    return this.work;
  }

  /** Writes for the last time: what comes now is another gateway's. */
  async leave(): Promise<void> {
    await this.write();
    this.stop();
  }

  /** Takes the record away. False when another gateway did so before, and has the session. */
  async remove(): Promise<boolean> {
    this.stop();
    await this.work;
    const { records, token, onError } = this.options;
    if (this.revision === undefined) return true;
    try {
      return (await records.remove(token.key, this.revision)) !== 'taken';
    } catch (error) {
      onError(error);
      return true;
    }
  }

  private writeWhenDue(): void {
    const isDue = performance.now() - this.writtenAtMs >= REFRESH_MS;
    if (isDue || this.hasChanged) void this.write();
  }

  private async writeNow(): Promise<void> {
    if (this.isOver) return;
    const { records, token, read } = this.options;
    this.hasChanged = false;
    this.writtenAtMs = performance.now();
    try {
      this.revision = await records.write(token.key, token.seal(read()), this.revision);
      this.isFailing = false;
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    if (error instanceof RecordTaken) {
      this.stop();
      return this.options.onTaken();
    }
    this.hasChanged = true;
    if (!this.isFailing) this.options.onError(error);
    this.isFailing = true;
  }

  private stop(): void {
    this.isOver = true;
    clearInterval(this.timer);
  }
}
