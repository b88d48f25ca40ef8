import { Inject, Injectable } from '@nestjs/common';
import { WorkerRegistry, type Traced } from '@parley/bus';
import type { GatewayEnv } from '@parley/config';
import {
  Sampling,
  type ChatQuery,
  type SessionRecord,
  type SessionOptions,
} from '@parley/protocol';
import { traced, traceIdOf, traceparentOf } from '@parley/telemetry';
import type { PinoLogger } from 'nestjs-pino';
import { InjectPinoLogger } from 'nestjs-pino';
import { GatewayMetrics } from '../metrics.js';
import { GATEWAY_ENV } from '../tokens.js';
import type { ChatClient } from '../client/chat-client.js';
import { RESTART } from '../client/close-reason.js';
import { WorkerBindings } from '../placement/worker-bindings.js';
import { SessionRejected } from './session-rejected.js';
import { SessionLimits } from '../queue/session-limits.js';
import { MOVED } from './session-recovery.js';
import { HANDED_OVER, Session, type SessionOrigin } from './session.js';
import { AdmissionQueue } from '../queue/admission-queue.js';

/** A session that is at another gateway, or was at one that is gone. */
export interface RemoteSession {
  /** Takes it; undefined when somebody else was quicker. */
  claim(): Promise<SessionRecord | undefined>;
  /** Leaves it for another attempt. */
  putBack(record: SessionRecord): Promise<void>;
}

/** Opens sessions, knows those that are open, and ends them all when the gateway stops. */
@Injectable()
export class Sessions {
  private readonly open = new Set<Session>();
  private readonly closing = new Set<Promise<void>>();
  private isStopping = false;
  /** Mean length of sessions, the latest counting most; undefined before the first has ended. */
  private usualSeconds: number | undefined;

  constructor(
    private readonly bindings: WorkerBindings,
    private readonly admissionQueue: AdmissionQueue,
    private readonly registry: WorkerRegistry,
    private readonly limits: SessionLimits,
    private readonly metrics: GatewayMetrics,
    @Inject(GATEWAY_ENV) private readonly env: GatewayEnv,
    @InjectPinoLogger(Sessions.name) private readonly logger: PinoLogger,
  ) {}

  /**
   * A session with all its workers, as the client asked for in its query; where all are taken, it waits.
   * @throws SessionRejected when it cannot be had.
   */
  openFor(client: ChatClient): Promise<Session> {
    return traced('open session', { kind: 'server' }, async (span) => {
      this.checkOpen();
      const trace = { traceparent: traceparentOf(span) };
      const session = await this.admissionQueue.admit(client, {
        enter: () => this.enter(client, trace),
        secondsPerPlace: () => this.secondsPerPlace(),
        ...trace,
      });
      span.setAttribute('session.id', session.id);
      return session;
    });
  }

  /**
   * Goes on with a session of another gateway: with its workers where they have kept it, else with others.
   * @throws SessionRejected when it cannot be had at the moment; it can still be taken over later, then.
   */
  takeOver(client: ChatClient, elsewhere: RemoteSession): Promise<Session | undefined> {
    return traced('take session over', { kind: 'server' }, async (span) => {
      this.checkOpen();
      const giveBack = this.limits.take(client);
      try {
        const session = await this.fetch(client, elsewhere);
        if (!session) {
          giveBack();
          return undefined;
        }
        this.keep(session, giveBack, { traceparent: traceparentOf(span) });
        span.setAttribute('session.id', session.id);
        return session;
      } catch (error) {
        giveBack();
        throw error;
      }
    });
  }

  get isDraining(): boolean {
    return this.isStopping;
  }

  /** Opens nothing any more, and leaves what is open to other gateways; what cannot be taken over ends. */
  async handOverAll(): Promise<void> {
    this.isStopping = true;
    const handedOver = [...this.open].map((session) =>
      session.isRecorded ? session.handOver(RESTART) : session.endWith(RESTART, 'stopping'),
    );
    await Promise.all([...handedOver, ...this.closing]);
  }

  private async enter(client: ChatClient, trace: Traced): Promise<Session> {
    const giveBack = this.limits.take(client);
    const observeOpen = this.metrics.openSeconds.startTimer();
    try {
      const session = await this.begin(client, trace);
      this.keep(session, giveBack, trace);
      this.metrics.sessionsOpened.inc();
      observeOpen();
      return session;
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  /** With so many sessions of the usual length in the whole deployment, one of them ends this often. */
  private secondsPerPlace(): number | undefined {
    const sessions = this.registry.workers('lm').reduce((sum, worker) => sum + worker.sessions, 0);
    return this.usualSeconds && this.usualSeconds / Math.max(1, sessions);
  }

  private async begin(client: ChatClient, trace: Traced): Promise<Session> {
    const options = this.optionsOf(client.query);
    const session = this.newSession({
      options,
      owner: client.owner,
      startedAt: Date.now(),
      takeOvers: 0,
    });
    const wanted = { wanted: client.gone };
    session.start(await this.bindings.open({ options, history: [], ...trace }, session, wanted));
    try {
      this.checkStillWanted(client);
    } catch (error) {
      session.end('not-placed');
      throw error;
    }
    return session;
  }

  private async fetch(
    client: ChatClient,
    { claim, putBack }: RemoteSession,
  ): Promise<Session | undefined> {
    const record = await claim();
    if (!record) return undefined;
    const taken = { ...record, takeOvers: record.takeOvers + 1 };
    const session = this.newSession(taken, taken);
    try {
      const binding = await this.bindings.takeOver(taken, session);
      if (binding) session.start(binding);
      else await session.reopen();
      this.checkStillWanted(client);
      if (!binding) client.sink.metadata({ type: 'notice', message: MOVED });
      return session;
    } catch (error) {
      session.letGo();
      await putBack(session.isPlaced ? session.record : record);
      throw error;
    }
  }

  private newSession(origin: SessionOrigin, before?: SessionRecord): Session {
    const { bindings, metrics, logger } = this;
    const { options, owner, startedAt, takeOvers } = origin;
    const session: Session = new Session(
      {
        options,
        owner,
        startedAt,
        takeOvers,
        metrics,
        idleMinutes: this.env.IDLE_MINUTES,
        reopen: bindings.reopen.bind(bindings),
        replace: bindings.replace.bind(bindings),
        onError: (err) =>
          logger.error({ err, sessionId: session.id }, 'unexpected fault in a session'),
      },
      before,
    );
    return session;
  }

  private checkOpen(): void {
    if (this.isStopping) throw new SessionRejected(RESTART.sentence, 'stopping', RESTART.code);
  }

  /** Claiming takes a moment, in which the world may have changed. */
  private checkStillWanted(client: ChatClient): void {
    if (client.gone.aborted) throw new SessionRejected('The client left.', 'client-left');
    this.checkOpen();
  }

  private keep(session: Session, giveBack: () => void, { traceparent }: Traced): void {
    const { engine, voice, workers } = session.placement;
    const { startedAt } = session.record;
    this.open.add(session);
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
      if (reason !== HANDED_OVER)
        this.usualSeconds = ((this.usualSeconds ?? seconds) * 3 + seconds) / 4;
      this.awaitClosing(session.closed);
      this.logger.info({ sessionId: session.id, reason, seconds }, 'session ended');
    });
  }

  private awaitClosing(closed: Promise<void>): void {
    this.closing.add(closed);
    void closed.finally(() => this.closing.delete(closed));
  }

  private optionsOf(query: ChatQuery): SessionOptions {
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
