import {
  SessionHost,
  OpenRejected,
  WorkerFull,
  type Bus,
  type HostedSession,
  type Traced,
  type WorkerRegistry,
} from '@parley/bus';
import { FRAME_MS, type OpenSession, type TurnLatency, type WorkerRecord } from '@parley/protocol';
import { OVERLOAD, slotSpan, traced, traceIdOf, type Logger } from '@parley/telemetry';
import { StepLoop } from '@parley/worker';
import type { Engine, SessionEvents } from '../engines/engine.js';
import { LmSession } from './lm-session.js';
import type { LmMetrics } from '../metrics.js';

export interface LmHostOptions {
  bus: Bus;
  registry: WorkerRegistry;
  workerId: string;
  engine: Engine;
  /** See `SessionHostOptions`. */
  drainMs?: number;
  metrics: LmMetrics;
  logger: Logger;
}

/** Hosts an engine: claims, the 80 ms loop, and the end of a session that broke. */
export class LmHost {
  private readonly sessions = new Map<string, LmSession>();
  private readonly loop: StepLoop;
  private host: SessionHost | undefined;

  private constructor(private readonly options: LmHostOptions) {
    this.loop = new StepLoop({
      step: () => this.step(this.due()),
      onStep: (durationMs, skipped) => this.measure(durationMs, skipped),
    });
  }

  static async start(options: LmHostOptions): Promise<LmHost> {
    const host = new LmHost(options);
    const { bus, registry, workerId, engine, drainMs = 0, logger } = options;
    host.host = await SessionHost.start({
      bus,
      registry,
      role: 'lm',
      workerId,
      capacity: engine.capacity,
      drainMs,
      describe: () => ({ ...descriptionOf(engine), load: host.loop.load }),
      open: (request, trace) =>
        traced('open slot', slotSpan(request, trace.traceparent), () => host.open(request, trace)),
      onError: (err, sessionId) => logger.error({ err, sessionId }, 'session error'),
    });
    return host;
  }

  /** What the registry is told; undefined while it is starting. */
  get record(): WorkerRecord | undefined {
    return this.host?.record;
  }

  /** Ends the sessions first, so that nothing is stepped after its end. */
  async close(): Promise<void> {
    await this.host?.close();
    await this.loop.close();
  }

  private async open(request: OpenSession, { traceparent }: Traced): Promise<HostedSession> {
    const { bus, engine, metrics, logger } = this.options;
    const { sessionId } = request;
    if (request.format !== engine.format)
      throw new OpenRejected(`The ${engine.name} engine takes ${engine.format} frames only.`);
    if (this.sessions.size > 0 && this.loop.load > OVERLOAD)
      throw new WorkerFull('This worker has no time left for another session.');
    const engineSession = await engine.open(request, this.eventsOf(sessionId));
    const session = new LmSession(engineSession, {
      bus,
      engine,
      sessionId,
      onDroppedFrames: (count) => metrics.droppedFrames.inc(count),
      onTakenFrame: (ageSeconds) => metrics.frameAgeSeconds.observe(ageSeconds),
      ...(engine.stepsOnArrival ? { onFrame: () => void this.step([[sessionId, session]]) } : {}),
    });
    this.sessions.set(sessionId, session);
    const traceId = traceIdOf(traceparent);
    logger.info({ sessionId, voice: request.voice, traceId }, 'session opened');
    return { interrupt: () => session.interrupt(), close: () => this.end(sessionId, session) };
  }

  private eventsOf(sessionId: string): SessionEvents {
    const { bus, workerId, logger } = this.options;
    return {
      onAgentEvent: (event) => {
        if (event.type === 'timings') this.measureTurn(event.latencyMs);
        bus.publish('agent', sessionId, event);
      },
      warned: (message, err) => {
        logger.warn({ err, sessionId }, 'session warning');
        bus.publish('fault', sessionId, { workerId, role: 'lm', message, fatal: false });
      },
      failed: (err) => void this.fail(sessionId, err),
    };
  }

  private async fail(sessionId: string, err: unknown): Promise<void> {
    if (!this.sessions.delete(sessionId)) return;
    this.options.logger.error({ err, sessionId }, 'session failed');
    await this.host?.fail(
      sessionId,
      'The voice stopped because of an error. Please connect again.',
    );
  }

  private async end(sessionId: string, session: LmSession): Promise<void> {
    this.sessions.delete(sessionId);
    await session.close();
  }

  /** The sessions that the clock has to step. */
  private due(): [string, LmSession][] {
    const all = [...this.sessions];
    return this.options.engine.stepsOnArrival ? all.filter(([, open]) => open.isStarved()) : all;
  }

  private async step(batch: readonly (readonly [string, LmSession])[]): Promise<void> {
    if (batch.length === 0) return;
    const inputs = new Map(batch.map(([, open]) => [open.engineSession, open.takeFrame()]));
    try {
      const outputs = await this.options.engine.step(inputs);
      for (const [sessionId, open] of batch) {
        const output = outputs.get(open.engineSession);
        if (output && this.sessions.has(sessionId)) open.publish(output);
      }
    } catch (error) {
      await Promise.all(batch.map(([sessionId]) => this.fail(sessionId, error)));
    }
  }

  private measureTurn(latencyMs: TurnLatency): void {
    for (const [stage, ms] of Object.entries(latencyMs))
      this.options.metrics.turnSeconds.observe({ stage }, ms / 1_000);
  }

  private measure(durationMs: number, skippedTicks: number): void {
    const { stepSeconds, overruns, skippedTicks: skipped } = this.options.metrics;
    stepSeconds.observe(durationMs / 1_000);
    if (durationMs > FRAME_MS) overruns.inc();
    skipped.inc(skippedTicks);
  }
}

function descriptionOf(engine: Engine) {
  const { name, detail, format, voices, needsTranscripts, ignoresTranscripts = false } = engine;
  return {
    engine: name,
    detail,
    format,
    voices: [...voices],
    needsTranscripts,
    ignoresTranscripts,
  };
}
