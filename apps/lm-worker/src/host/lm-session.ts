import type { AudioStamp, Bus, Listener } from '@parley/bus';
import { FrameQueue } from '@parley/worker';
import type { Engine, EngineSession, Frame, StepOutput } from '../engines/engine.js';

/** 320 ms: more than the network's jitter, less than anyone takes for an answer. */
const MAX_WAITING_FRAMES = 4;
/** Fewer ticks than this without a frame are jitter, not silence. */
const STARVED_TICKS = 3;

interface StampedFrame {
  readonly frame: Frame;
  readonly stamp: AudioStamp;
}

/** What an open session needs around it. */
export interface LmSessionOptions {
  bus: Bus;
  engine: Engine;
  sessionId: string;
  onDroppedFrames(count: number): void;
  /** Told of every frame that the engine takes: how long ago its newest audio arrived at the gateway. */
  onTakenFrame(ageSeconds: number): void;
  /** Told after a frame of the user has come in. */
  onFrame?(): void;
}

/** Carries one session's frames and events between the bus and its engine. */
export class LmSession {
  private readonly frames = new FrameQueue<StampedFrame>(MAX_WAITING_FRAMES);
  private readonly listeners: Listener[];
  private sequence = 0;
  private arrivedAt = 0;
  private ticksWithoutFrame = 0;

  constructor(
    readonly engineSession: EngineSession,
    private readonly options: LmSessionOptions,
  ) {
    const { bus, engine, sessionId } = options;
    const audio = engine.format === 'pcm' ? 'pcmIn' : 'codesIn';
    this.listeners = [
      bus.subscribeAudio(audio, sessionId, (frame, stamp) => this.receive({ frame, stamp })),
      bus.subscribe('transcript', sessionId, (event, trace) =>
        engineSession.onTranscript(event, trace),
      ),
      bus.subscribe('preflight', sessionId, (event) => engineSession.onPreflight?.(event)),
    ];
  }

  /** To be called once a tick: true while no frame has come for so long that silence is due. */
  isStarved(): boolean {
    this.ticksWithoutFrame += 1;
    return this.ticksWithoutFrame >= STARVED_TICKS;
  }

  /** The frame to step with, if one has arrived. */
  takeFrame(): Frame | undefined {
    const next = this.frames.take();
    if (!next) return undefined;
    this.arrivedAt = next.stamp.arrivedAt;
    this.options.onTakenFrame((Date.now() - this.arrivedAt) / 1_000);
    return next.frame;
  }

  /** Output carries the arrival time of the newest audio it can answer to, so that latency can be measured. */
  publish({ frame, text }: StepOutput): void {
    const { bus, engine, sessionId } = this.options;
    const audio = engine.format === 'pcm' ? 'pcmOut' : 'codesOut';
    const { arrivedAt } = this;
    bus.publishAudio(audio, sessionId, frame, { sequence: this.sequence++, arrivedAt });
    if (text) bus.publishText(sessionId, text);
  }

  interrupt(): void {
    this.engineSession.interrupt();
  }

  async close(): Promise<void> {
    await Promise.all(this.listeners.map((listener) => listener.close()));
    await this.engineSession.close();
  }

  private receive(frame: StampedFrame): void {
    this.ticksWithoutFrame = 0;
    this.options.onDroppedFrames(this.frames.push(frame));
    this.options.onFrame?.();
  }
}
