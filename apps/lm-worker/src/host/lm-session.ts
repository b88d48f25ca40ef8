import type { Bus, Listener } from '@parley/bus';
import type { Engine, EngineSession, Frame, StepOutput } from '../engine/engine.js';
import { FrameQueue } from './frame-queue.js';

/** What an open session needs around it. */
export interface LmSessionOptions {
  bus: Bus;
  engine: Engine;
  sessionId: string;
  onDroppedFrame(): void;
}

/** Carries one session's frames and events between the bus and its engine. */
export class LmSession {
  private readonly frames: FrameQueue;
  private readonly listeners: Listener[];
  private sequence = 0;
  private arrivedAt = 0;

  constructor(
    readonly engineSession: EngineSession,
    private readonly options: LmSessionOptions,
  ) {
    const { bus, engine, sessionId, onDroppedFrame } = options;
    this.frames = new FrameQueue(onDroppedFrame);
    const audio = engine.format === 'pcm' ? 'pcmIn' : 'codesIn';
    this.listeners = [
      bus.subscribeAudio(audio, sessionId, (frame, stamp) => this.frames.push({ frame, stamp })),
      bus.subscribe('heard', sessionId, (event) => engineSession.heard(event)),
    ];
  }

  /** The frame to step with, if one has arrived. */
  takeFrame(): Frame | undefined {
    const next = this.frames.take();
    if (next) this.arrivedAt = next.stamp.arrivedAt;
    return next?.frame;
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
}
