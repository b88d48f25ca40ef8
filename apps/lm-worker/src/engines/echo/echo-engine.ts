import { FRAME_SAMPLES } from '@parley/protocol';
import type { Engine, EngineSession, Frame, StepOutput } from '../engine.js';

const SILENCE: Frame = new Uint8Array(FRAME_SAMPLES * 2);

/** Says what it hears, at once: shows that the way of a frame through the project is whole. */
export class EchoEngine implements Engine {
  readonly name = 'echo';
  readonly detail = 'echo';
  readonly format = 'pcm';
  readonly voices = ['echo'];
  readonly needsTranscripts = false;
  readonly ignoresTranscripts = true;
  readonly stepsOnArrival = true;

  constructor(readonly capacity: number) {}

  async open(): Promise<EngineSession> {
    return {
      onTranscript: () => undefined,
      interrupt: () => undefined,
      close: async () => undefined,
    };
  }

  async step(
    inputs: ReadonlyMap<EngineSession, Frame | undefined>,
  ): Promise<ReadonlyMap<EngineSession, StepOutput>> {
    return new Map([...inputs].map(([session, frame]) => [session, { frame: frame ?? SILENCE }]));
  }

  async close(): Promise<void> {}
}
