import { Inject, Injectable } from '@nestjs/common';
import { Bus, SessionRecords, type Listener } from '@parley/bus';
import type { GatewayEnv } from '@parley/config';
import type { SessionRecord } from '@parley/protocol';
import type { PinoLogger } from 'nestjs-pino';
import { InjectPinoLogger } from 'nestjs-pino';
import { GATEWAY_ENV } from '../tokens.js';
import { SessionRecordWriter } from './session-record-writer.js';
import { ResumeToken } from './resume-token.js';
import type { Session } from '../session/session.js';

/** A gateway that takes longer to let go of a session is passed over, and finds out when it writes the record. */
const LET_GO_WITHIN_MS = 2_500;

/** A session that other gateways can ask for, under its latest token. */
interface Kept {
  readonly key: string;
  readonly recordWriter: SessionRecordWriter;
  readonly listener: Listener;
}

/**
 * Which token leads back to which session, at this gateway and at all others. A token works once; the next connection
 * gets another.
 */
@Injectable()
export class ResumeStore {
  private readonly sessions = new Map<string, Session>();
  private readonly kept = new Map<Session, Kept>();
  private readonly deadlines = new Map<Session, NodeJS.Timeout>();
  /** How long a session waits for its client, in milliseconds. */
  readonly resumeMs: number;

  constructor(
    @Inject(GATEWAY_ENV) env: Pick<GatewayEnv, 'RESUME_SECONDS'>,
    private readonly bus: Bus,
    private readonly records: SessionRecords,
    @InjectPinoLogger(ResumeStore.name) private readonly logger: PinoLogger,
  ) {
    this.resumeMs = env.RESUME_SECONDS * 1000;
    records.onRenewed(() => this.writeAll());
  }

  /**
   * A new token for a session whose last one was spent; it is forgotten when the session ends. When this resolves, other
   * gateways know of it, if the bus answers.
   */
  async issue(session: Session): Promise<string> {
    const token = ResumeToken.create();
    this.clearDeadline(session);
    if (this.resumeMs > 0 && !session.ended.aborted) await this.keep(session, token);
    return token.text;
  }

  /** The session of this gateway that a token leads to. */
  find(token: ResumeToken): Session | undefined {
    return this.sessions.get(token.key);
  }

  /** Spends the token of a session of this gateway. False when another gateway was quicker, or the session has ended. */
  async take(token: ResumeToken, session: Session): Promise<boolean> {
    this.sessions.delete(token.key);
    this.clearDeadline(session);
    return session.takeRecord();
  }

  /** What is known of a session that is not at this gateway. Its token stays good. */
  async look(token: ResumeToken): Promise<SessionRecord | undefined> {
    const stored = await this.records.get(token.key);
    return stored && this.read(token, stored.bytes);
  }

  /** Spends the token of such a session, and has the gateway that still has it let go. */
  async claim(
    token: ResumeToken,
    { sessionId }: Pick<SessionRecord, 'sessionId'>,
  ): Promise<SessionRecord | undefined> {
    const timeoutMs = LET_GO_WITHIN_MS;
    await this.bus.request('handOver', sessionId, {}, { timeoutMs }).catch(() => undefined);
    const stored = await this.records.get(token.key);
    if (!stored || (await this.records.remove(token.key, stored.revision)) !== 'removed')
      return undefined;
    return this.read(token, stored.bytes);
  }

  /** Makes a spent token good again, for a session that could not be gone on with at the moment. */
  async putBack(token: ResumeToken, record: SessionRecord): Promise<void> {
    await this.records.putBack(token.key, token.seal(record));
  }

  /** Lets a session without a client wait; it ends when nobody comes back in time. */
  park(session: Session): void {
    this.clearDeadline(session);
    const deadline = setTimeout(() => session.end('not-resumed'), this.resumeMs);
    this.deadlines.set(session, deadline);
  }

  /** Undefined for a record that a gateway of another version has written. */
  private read(token: ResumeToken, bytes: Uint8Array): SessionRecord | undefined {
    try {
      return token.unseal(bytes);
    } catch (err) {
      this.logger.error({ err }, 'session record not understood');
      return undefined;
    }
  }

  private keep(session: Session, token: ResumeToken): Promise<void> {
    const { key } = token;
    const onError = (err: unknown) =>
      this.logger.error({ err, sessionId: session.id }, 'session record not kept');
    const recordWriter = new SessionRecordWriter({
      records: this.records,
      token,
      read: () => session.record,
      onTaken: () => session.letGo(),
      onError,
    });
    const listener = this.kept.get(session)?.listener ?? this.listenFor(session, onError);
    this.sessions.set(key, session);
    this.kept.set(session, { key, recordWriter, listener });
    session.keepRecord(recordWriter);
    return recordWriter.write();
  }

  /** Another gateway asks for the session when its client has come there. */
  private listenFor(session: Session, onError: (error: unknown) => void): Listener {
    session.ended.addEventListener('abort', () => this.forget(session), { once: true });
    const letGo = async () => {
      await session.handOver();
      return {};
    };
    return this.bus.respond('handOver', session.id, letGo, { onError });
  }

  private async writeAll(): Promise<void> {
    await Promise.all([...this.kept.values()].map(({ recordWriter }) => recordWriter.write()));
  }

  private forget(session: Session): void {
    const kept = this.kept.get(session);
    this.kept.delete(session);
    this.sessions.delete(kept?.key ?? '');
    void kept?.listener.close();
    this.clearDeadline(session);
  }

  private clearDeadline(session: Session): void {
    clearTimeout(this.deadlines.get(session));
    this.deadlines.delete(session);
  }
}
