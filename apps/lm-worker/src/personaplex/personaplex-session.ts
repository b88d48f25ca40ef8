import { codesFromBytes, codesToBytes } from '@parley/protocol';
import {
  agentStreams,
  silence,
  type FrameTokens,
  type GivenTokens,
  type MoshiConfig,
  type TextTokenizer,
} from '@parley/moshi';
import type { EngineSession, Frame, SessionEvents, StepOutput } from '../engine/engine.js';
import { PieceText } from './piece-text.js';
import { SpokenText } from './spoken-text.js';

/** Frames of silence that an interruption by hand puts into the agent's mouth: one second. */
const HUSH_FRAMES = 12;

export interface PersonaPlexSessionOptions {
  readonly slot: number;
  readonly config: MoshiConfig;
  readonly tokenizer: TextTokenizer;
  readonly events: SessionEvents;
  onClose(): void;
}

/** One conversation in a slot of the batch: what its frames are given, and what comes out of them. */
export class PersonaPlexSession implements EngineSession {
  private readonly text: SpokenText;
  private readonly words: PieceText;
  private readonly silence: readonly number[];
  private hush = 0;

  constructor(private readonly options: PersonaPlexSessionOptions) {
    this.text = new SpokenText((event) => options.events.spoken(event));
    this.words = new PieceText(options.tokenizer);
    this.silence = silence(options.config);
  }

  get slot(): number {
    return this.options.slot;
  }

  /** The model hears the person itself. */
  heard(): void {}

  interrupt(): void {
    this.hush = HUSH_FRAMES;
    this.text.interrupt();
  }

  /** @param frame codes of the person; silence where none has come */
  input(frame: Frame | undefined): GivenTokens {
    const user = frame ? codesFromBytes(frame) : this.silence;
    if (this.hush === 0) return { user };
    this.hush -= 1;
    return { user, agent: this.silence, text: this.options.config.existing_text_padding_id };
  }

  /** @param tokens the frame that is complete; undefined while the first fill up the delays */
  output(tokens: FrameTokens | undefined): StepOutput {
    if (!tokens) return { frame: codesToBytes(this.silence) };
    const piece = this.piece(tokens.text);
    this.text.frame(piece);
    const frame = codesToBytes(tokens.audio.subarray(0, agentStreams(this.options.config)));
    return piece ? { frame, text: piece } : { frame };
  }

  async close(): Promise<void> {
    this.options.onClose();
  }

  /** Padding, its end, and the beginning and end of a text are no words. */
  private piece(token: number): string | undefined {
    const { config, tokenizer } = this.options;
    if (token <= config.existing_text_padding_id || token >= tokenizer.size) return undefined;
    return this.words.add(token);
  }
}
