import { Inject, Injectable } from '@nestjs/common';
import { WorkerRegistry, type Traced } from '@parley/bus';
import type { GatewayEnv } from '@parley/config';
import { CLOSE, Sampling, type ChatQuery } from '@parley/protocol';
import { traced, traceIdOf, traceparentOf } from '@parley/telemetry';
import type { PinoLogger } from 'nestjs-pino';
import { InjectPinoLogger } from 'nestjs-pino';
import { GatewayMetrics } from '../metrics.js';
import { GATEWAY_ENV } from '../tokens.js';
import type { ChatClient } from './chat-client.js';
import { Lines } from './lines.js';
import type { Wish } from './placement.js';
import { Refusal } from './refusal.js';
import { SessionLimits } from './session-limits.js';
import { Session } from './session.js';
import { WaitingRoom } from './waiting-room.js';

/** Opens sessions, knows those that are open, and ends them all when the gateway stops. */
@Injectable()
export class Sessions {
  private readonly open = new Set<Session>();
  private isStopping = false;
  /** Mean length of sessions, the latest counting most; undefined before the first has ended. */
  private usualSeconds: number | undefined;

  constructor(
    @Inject(Lines) private readonly lines: Lines,
    @Inject(WaitingRoom) private readonly waitingRoom: WaitingRoom,
    @Inject(WorkerRegistry) private readonly registry: WorkerRegistry,
    @Inject(SessionLimits) private readonly limits: SessionLimits,
    @Inject(GatewayMetrics) private readonly metrics: GatewayMetrics,
    @Inject(GATEWAY_ENV) private readonly env: GatewayEnv,
    @InjectPinoLogger(Sessions.name) private readonly logger: PinoLogger,
  ) {}

  /**
   * A session with all its workers, as the client asked for in its query; where all are taken, it waits.
   * @throws Refusal when it cannot be had.
   */
  openFor(client: ChatClient): Promise<Session> {
    return traced('open session', { kind: 'server' }, async (span) => {
      const trace = { traceparent: traceparentOf(span) };
      const session = await this.waitingRoom.pass(client, {
        enter: () => this.enter(client, trace),
        secondsPerPlace: () => this.secondsPerPlace(),
        ...trace,
      });
      span.setAttribute('session.id', session.id);
      return session;
    });
  }

  /** Ends what is open and opens nothing any more. */
  endAll(): void {
    this.isStopping = true;
    for (const session of this.open) session.end('stopping');
  }

  private async enter(client: ChatClient, trace: Traced): Promise<Session> {
    const giveBack = this.limits.take(client.address);
    const observeOpen = this.metrics.openSeconds.startTimer();
    try {
      const session = await this.begin(client, trace);
      this.keep(session, giveBack, trace);
      observeOpen();
      return session;
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  /** With so many sessions of the usual length in the whole house, one of them ends this often. */
  private secondsPerPlace(): number | undefined {
    const sessions = this.registry.workers('lm').reduce((sum, worker) => sum + worker.sessions, 0);
    return this.usualSeconds && this.usualSeconds / Math.max(1, sessions);
  }

  private async begin(client: ChatClient, trace: Traced): Promise<Session> {
    const { lines, metrics, logger } = this;
    const wish = this.wishOf(client.query);
    const session: Session = new Session({
      wish,
      metrics,
      reopen: lines.reopen.bind(lines),
      replace: lines.replace.bind(lines),
      onError: (err) => logger.error({ err, sessionId: session.id }, 'session could not move'),
    });
    session.start(await lines.open({ wish, history: [], ...trace }, session));
    try {
      this.checkStillWanted(client);
    } catch (error) {
      session.end('not-placed');
      throw error;
    }
    return session;
  }

  /** Claiming takes a moment, in which the world may have changed. */
  private checkStillWanted(client: ChatClient): void {
    if (client.gone.aborted) throw new Refusal('The client left.', 'client-left');
    if (this.isStopping)
      throw new Refusal('This server is shutting down.', 'stopping', CLOSE.goingAway);
  }

  private keep(session: Session, giveBack: () => void, { traceparent }: Traced): void {
    const { engine, voice, workers } = session.placement;
    const startedAt = Date.now();
    this.open.add(session);
    this.metrics.sessionsOpened.inc();
    this.metrics.sessions.set(this.open.size);
    const traceId = traceIdOf(traceparent);
    this.logger.info({ sessionId: session.id, engine, voice, workers, traceId }, 'session opened');
    session.ended.addEventListener('abort', () => {
      giveBack();
      this.open.delete(session);
      const reason = String(session.ended.reason);
      this.metrics.sessions.set(this.open.size);
      this.metrics.sessionsEnded.inc({ reason });
      const seconds = (Date.now() - startedAt) / 1000;
      this.usualSeconds = ((this.usualSeconds ?? seconds) * 3 + seconds) / 4;
      this.logger.info({ sessionId: session.id, reason, seconds }, 'session ended');
    });
  }

  private wishOf(query: ChatQuery): Wish {
    return {
      voice: query.voice_prompt,
      persona: query.text_prompt ?? this.env.DEFAULT_TEXT_PROMPT,
      sampling: Sampling.parse({
        textTemperature: query.text_temperature,
        textTopK: query.text_topk,
        audioTemperature: query.audio_temperature,
        audioTopK: query.audio_topk,
        seed: query.seed,
      }),
    };
  }
}
