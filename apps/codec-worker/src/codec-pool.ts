import {
  SessionHost,
  OpenRejected,
  WorkerRegistry,
  type Bus,
  type HostedSession,
} from '@parley/bus';
import type { CodecWorkerEnv } from '@parley/config';
import type { FrameFormat, OpenSession, WorkerRecord } from '@parley/protocol';
import { slotSpan, traced, type Logger } from '@parley/telemetry';
import { LoadMeter } from '@parley/worker';
import type { CodecMetrics } from './metrics.js';
import { CodecSession } from './session/codec-session.js';
import { warmUpSessions } from './session/warm-up.js';
import { openMimiCodec } from './mimi/mimi-codec.js';
import { MimiService } from './mimi/mimi-service.js';
import { PCM, type SessionCodec } from './session/session-codec.js';

const TICK_MS = 80;

/** The slots of this worker: opens and closes sessions as the bus asks, and gives all of them one clock. */
export class CodecPool {
  private readonly sessions = new Set<CodecSession>();
  private readonly load = new LoadMeter();
  private host: SessionHost | undefined;
  private clock: NodeJS.Timeout | undefined;
  private mimi: MimiService | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly env: CodecWorkerEnv,
    private readonly metrics: CodecMetrics,
    private readonly logger: Logger,
  ) {}

  async start(workerId: string): Promise<void> {
    const { MODEL_DIR, CODEC_SLOTS } = this.env;
    if (MODEL_DIR)
      this.mimi = await MimiService.start(MODEL_DIR, this.env, this.metrics, this.logger);
    const slots = Math.min(CODEC_SLOTS, this.mimi?.capacity ?? CODEC_SLOTS);
    await warmUpSessions(this.env.OPUS_BITRATE);
    this.host = await SessionHost.start({
      bus: this.bus,
      registry: await WorkerRegistry.open(this.bus),
      role: 'codec',
      workerId,
      capacity: slots,
      drainMs: this.env.DRAIN_SECONDS * 1_000,
      describe: () => this.describe(),
      open: (request, { traceparent }) =>
        traced('open slot', slotSpan(request, traceparent), () => this.open(request)),
      onError: (error, sessionId) => this.logger.error({ err: error, sessionId }, 'session error'),
    });
    this.clock = setInterval(() => this.tick(), TICK_MS);
    this.logger.info({ workerId, slots }, 'ready');
  }

  /** What the registry is told; undefined while the pool is starting. */
  get record(): WorkerRecord | undefined {
    return this.host?.record;
  }

  async close(): Promise<void> {
    await this.host?.close();
    clearInterval(this.clock);
    await this.mimi?.close();
  }

  private describe() {
    const formats: FrameFormat[] = this.mimi ? ['pcm', 'codes'] : ['pcm'];
    return {
      formats,
      detail: this.mimi?.detail ?? 'Opus',
      load: Math.max(this.load.read(), this.mimi?.load ?? 0),
    };
  }

  private open({ sessionId, format }: OpenSession): HostedSession {
    const session = new CodecSession({
      bus: this.bus,
      sessionId,
      codec: this.openCodec(format),
      bitrate: this.env.OPUS_BITRATE,
      metrics: this.metrics,
      onBroken: (error) => this.giveUp(sessionId, error),
    });
    this.sessions.add(session);
    return { close: () => this.release(session) };
  }

  private openCodec(format: FrameFormat): SessionCodec {
    if (format === 'pcm') return PCM;
    if (this.mimi) return openMimiCodec(this.mimi.slots, this.metrics);
    throw new OpenRejected(
      'This codec worker carries PCM only; for an engine that hears codes, start it with MODEL_DIR set to a folder with the Mimi checkpoint.',
    );
  }

  private giveUp(sessionId: string, error: unknown): void {
    this.logger.error({ err: error, sessionId }, 'session given up');
    void this.host?.fail(sessionId, 'The audio of this session cannot be coded any more.');
  }

  private async release(session: CodecSession): Promise<void> {
    this.sessions.delete(session);
    await session.close();
  }

  private tick(): void {
    for (const session of this.sessions) session.tick();
  }
}
