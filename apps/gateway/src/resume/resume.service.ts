import { Inject, Injectable } from '@nestjs/common';
import type { SessionRecord } from '@parley/protocol';
import type { PinoLogger } from 'nestjs-pino';
import { InjectPinoLogger } from 'nestjs-pino';
import { GatewayMetrics } from '../metrics.js';
import type { ChatClient } from '../client/chat-client.js';
import { SessionRejected } from '../session/session-rejected.js';
import { ResumeStore } from './resume-store.js';
import { ResumeToken } from './resume-token.js';
import type { Session } from '../session/session.js';
import { Sessions } from '../session/sessions.js';

/** Brings clients back to their sessions, wherever those were. */
@Injectable()
export class ResumeService {
  constructor(
    private readonly store: ResumeStore,
    private readonly sessions: Sessions,
    @Inject(GatewayMetrics) private readonly metrics: Pick<GatewayMetrics, 'sessionsResumed'>,
    @InjectPinoLogger(ResumeService.name) private readonly logger: PinoLogger,
  ) {}

  /**
   * The session that a token leads to; undefined when it is not there any more.
   * @throws SessionRejected when it cannot be gone on with at the moment, or by this client.
   */
  async resume(client: ChatClient, text: string): Promise<Session | undefined> {
    const token = new ResumeToken(text);
    const here = this.store.find(token);
    const session = here
      ? await this.takeHere(client, token, here)
      : await this.fetch(client, token);
    if (session) this.metrics.sessionsResumed.inc({ from: here ? 'here' : 'elsewhere' });
    return session;
  }

  private async takeHere(
    client: ChatClient,
    token: ResumeToken,
    session: Session,
  ): Promise<Session | undefined> {
    checkOwner(client, session.record);
    if (!(await this.store.take(token, session))) return undefined;
    if (!client.gone.aborted) return session;
    // It never got the token that would come next.
    session.letGo();
    await this.store.putBack(token, session.record);
    throw new SessionRejected('The client left.', 'client-left');
  }

  private async fetch(client: ChatClient, token: ResumeToken): Promise<Session | undefined> {
    const record = await this.look(token);
    if (!record) return undefined;
    checkOwner(client, record);
    return this.sessions.takeOver(client, {
      claim: () => this.store.claim(token, record),
      putBack: (unused) => this.store.putBack(token, unused),
    });
  }

  private async look(token: ResumeToken): Promise<SessionRecord | undefined> {
    try {
      return await this.store.look(token);
    } catch (error) {
      this.logger.error({ err: error }, 'session record not read');
      throw SessionRejected.busy(
        'The session before cannot be looked up at the moment. Please try again.',
        'resume',
        error,
      );
    }
  }
}

/** A resume token that somebody else got hold of is of no use with another access token. */
function checkOwner({ owner }: ChatClient, record: SessionRecord): void {
  if (record.owner !== owner)
    throw new SessionRejected(
      'That session was opened with another access token. Connect with the same one, or without resume.',
      'resume',
    );
}
