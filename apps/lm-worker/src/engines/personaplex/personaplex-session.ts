import type { Traced } from '@parley/bus';
import {
  codesFromBytes,
  codesToBytes,
  type TranscriptEvent,
  type OpenSession,
} from '@parley/protocol';
import {
  agentStreams,
  silence,
  type FrameTokens,
  type GivenTokens,
  type MoshiConfig,
  type TextTokenizer,
} from '@parley/moshi';
import type { EngineSession, Frame, SessionEvents, StepOutput } from '../engine.js';
import type { Ask } from '../../rag/ask.js';
import { Grounding } from './grounding.js';
import { PieceText } from './piece-text.js';
import { ForcedText } from './forced-text.js';
import { AgentTranscript } from './agent-transcript.js';

/** Frames of silence that an interruption by hand puts into the agent's mouth: one second. */
const MUTED_FRAMES = 12;

/** The text token that stands before a word after silence. */
const END_OF_PADDING = 0;

export interface PersonaPlexSessionOptions {
  readonly slot: number;
  readonly config: MoshiConfig;
  readonly tokenizer: TextTokenizer;
  readonly events: SessionEvents;
  readonly ask: Ask;
  onAnswer(answeredBy: string): void;
  onClose(): void;
}

/** One session in a slot of the batch: what its frames are given, and what comes out of them. */
export class PersonaPlexSession implements EngineSession {
  private readonly text: AgentTranscript;
  private readonly words: PieceText;
  private readonly silence: readonly number[];
  private readonly said: ForcedText;
  private readonly grounding: Grounding;
  private mutedFrames = 0;

  constructor(
    { persona, history }: Pick<OpenSession, 'persona' | 'history'>,
    private readonly options: PersonaPlexSessionOptions,
  ) {
    this.text = new AgentTranscript((event) => options.events.onAgentEvent(event));
    this.words = new PieceText(options.tokenizer);
    this.silence = silence(options.config);
    const { existing_text_padding_id: silent } = options.config;
    this.said = new ForcedText(options.tokenizer, { silent, announces: END_OF_PADDING });
    this.grounding = new Grounding({
      ...options,
      persona,
      history,
      onSentence: (turn, text) => this.sayOfAnswer(turn, text),
    });
  }

  get slot(): number {
    return this.options.slot;
  }

  /** The model hears the user itself; words are for the documents. */
  onTranscript(event: TranscriptEvent, trace: Traced = {}): void {
    if (event.type === 'speech-start') this.dropAnswer();
    if (event.type === 'final' && event.text && event.isSure !== false)
      void this.grounding.answer(event, trace);
  }

  interrupt(): void {
    this.mutedFrames = MUTED_FRAMES;
    this.dropAnswer();
    this.text.interrupt();
  }

  /** @param frame codes of the user; silence where none has come */
  input(frame: Frame | undefined): GivenTokens {
    const user = frame ? codesFromBytes(frame) : this.silence;
    if (this.mutedFrames === 0) return { user, chooseText: (drawn) => this.said.choose(drawn) };
    this.mutedFrames -= 1;
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
    this.grounding.stop();
    this.options.onClose();
  }

  private sayOfAnswer(turn: number, sentence: string): void {
    if (this.said.isEmpty) this.text.answerTo(turn);
    this.said.say(sentence);
  }

  private dropAnswer(): void {
    this.grounding.stop();
    this.said.clear();
  }

  /** Padding, its end, and the beginning and end of a text are no words. */
  private piece(token: number): string | undefined {
    const { config, tokenizer } = this.options;
    if (token <= config.existing_text_padding_id || token >= tokenizer.size) return undefined;
    return this.words.add(token);
  }
}
