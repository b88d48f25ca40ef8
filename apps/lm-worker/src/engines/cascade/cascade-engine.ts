import { OpenRejected } from '@parley/bus';
import type { OpenSession } from '@parley/protocol';
import type { Engine, Frame, SessionEvents, StepOutput } from '../engine.js';
import type { Synthesizer } from '../../tts/synthesizer.js';
import { CascadeSession, type CascadeSessionPorts } from './cascade-session.js';

export interface CascadeOptions extends Omit<
  CascadeSessionPorts,
  'synthesizer' | 'voice' | 'events'
> {
  capacity: number;
  synthesizer: Synthesizer;
}

/** Recogniser, documents and TTS, one behind the other: needs nothing but a CPU. */
export class CascadeEngine implements Engine<CascadeSession> {
  readonly name = 'cascade';
  readonly format = 'pcm';
  readonly needsTranscripts = true;

  constructor(private readonly options: CascadeOptions) {}

  get capacity(): number {
    return this.options.capacity;
  }

  get voices(): readonly string[] {
    return this.options.synthesizer.voices;
  }

  get detail(): string {
    return `cascade, ${this.options.synthesizer.name}`;
  }

  async open(request: OpenSession, events: SessionEvents): Promise<CascadeSession> {
    const voice = await this.options.synthesizer.voice(request.voice);
    if (!voice)
      throw new OpenRejected(
        `There is no voice "${request.voice}". Choose one of ${this.voices.join(', ')}.`,
      );
    return new CascadeSession(request, { ...this.options, voice, events });
  }

  /** The user's frames are for the recogniser; this engine hears through `transcript`. */
  async step(
    inputs: ReadonlyMap<CascadeSession, Frame | undefined>,
  ): Promise<ReadonlyMap<CascadeSession, StepOutput>> {
    const outputs = new Map<CascadeSession, StepOutput>();
    for (const session of inputs.keys()) {
      try {
        outputs.set(session, session.step());
      } catch (error) {
        session.fail(error);
      }
    }
    return outputs;
  }

  close(): Promise<void> {
    return this.options.synthesizer.close();
  }
}
