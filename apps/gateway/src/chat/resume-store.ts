import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayEnv } from '@parley/config';
import { GATEWAY_ENV } from '../tokens.js';
import type { Session } from './session.js';

const TOKEN_BYTES = 32;

/** Which token leads back to which session. A token works once; the next connection gets another. */
@Injectable()
export class ResumeStore {
  private readonly sessions = new Map<string, Session>();
  private readonly tokens = new Map<Session, string>();
  private readonly deadlines = new Map<Session, NodeJS.Timeout>();
  /** How long a session waits for its client, in milliseconds. */
  readonly resumeMs: number;

  constructor(@Inject(GATEWAY_ENV) env: Pick<GatewayEnv, 'RESUME_SECONDS'>) {
    this.resumeMs = env.RESUME_SECONDS * 1000;
  }

  /** A new token for a session, in place of any before; it is forgotten when the session ends. */
  issue(session: Session): string {
    if (!this.tokens.has(session))
      session.ended.addEventListener('abort', () => this.forget(session), { once: true });
    this.sessions.delete(this.tokens.get(session) ?? '');
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    this.sessions.set(token, session);
    this.tokens.set(session, token);
    return token;
  }

  /** The session that a token leads to, if it is still there. Spends the token. */
  take(token: string): Session | undefined {
    const session = this.sessions.get(token);
    if (!session) return undefined;
    this.sessions.delete(token);
    this.clearDeadline(session);
    return session;
  }

  /** Lets a session without a client wait; it ends when nobody comes back in time. */
  park(session: Session): void {
    const deadline = setTimeout(() => session.end('not-resumed'), this.resumeMs);
    this.deadlines.set(session, deadline);
  }

  private forget(session: Session): void {
    this.sessions.delete(this.tokens.get(session) ?? '');
    this.tokens.delete(session);
    this.clearDeadline(session);
  }

  private clearDeadline(session: Session): void {
    clearTimeout(this.deadlines.get(session));
    this.deadlines.delete(session);
  }
}
