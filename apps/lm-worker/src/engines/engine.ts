import type { Traced } from '@parley/bus';
import type {
  AgentEvent,
  FrameFormat,
  OpenSession,
  Preflight,
  TranscriptEvent,
} from '@parley/protocol';

/**
 * One 80 ms frame of one session, as it travels on the bus.
 * Format `pcm`: 3840 bytes, 1920 samples s16le at 24 kHz mono. Format `codes`: the Mimi codes of one frame.
 */
export type Frame = Uint8Array;

/** What a session says in one step. */
export interface StepOutput {
  /** Always there: silence is a frame too. */
  readonly frame: Frame;
  /** The piece of text whose sound begins in this frame, with the space before it. */
  readonly text?: string;
}

/** Where a session reports to, at any time between `open` and `close`. */
export interface SessionEvents {
  onAgentEvent(event: AgentEvent): void;
  /** Something went wrong and the session goes on; `message` is a sentence for the user. */
  warned(message: string, cause: unknown): void;
  /** The session cannot go on. It is closed by its host and gets no further step. */
  failed(cause: unknown): void;
}

/** One session inside an engine. Its methods are called between steps, never during one. */
export interface EngineSession {
  /** What the recogniser made of the user. */
  onTranscript(event: TranscriptEvent, trace?: Traced): void;
  /** What the user may prove to have said, for engines that can prepare an answer: nothing of it may show before the final transcript. */
  onPreflight?(preflight: Preflight): void;
  /** Stops the voice by hand; the session listens again. */
  interrupt(): void;
  /** Frees the slot. Nothing is emitted afterwards. */
  close(): Promise<void>;
}

/**
 * A voice: one frame in, one frame out, every 80 ms, for all of its sessions together.
 * It knows nothing of the bus; the host carries frames and events to it and away.
 */
export interface Engine<S extends EngineSession = EngineSession> {
  readonly name: string;
  /** What it runs, in a few words for a status line. */
  readonly detail: string;
  readonly format: FrameFormat;
  /** Names that `open` takes as `voice`, the ones to show to people first. */
  readonly voices: readonly string[];
  /** True when it hears through `transcript` events only, so that a recogniser must serve the session too. */
  readonly needsTranscripts: boolean;
  /** True when it makes nothing of `transcript` events, so that no recogniser is to serve its sessions. */
  readonly ignoresTranscripts?: boolean;
  /** Sessions at once. */
  readonly capacity: number;
  /**
   * True when a session may be stepped alone, the moment its frame arrives, and gains nothing from being
   * stepped together with others. Without frames it is stepped by the clock like all.
   */
  readonly stepsOnArrival?: boolean;

  /**
   * Takes a slot. May take seconds where prompts have to be fed; the session is stepped from then on.
   * @throws OpenRejected with a sentence for the user when the request itself is wrong.
   */
  open(request: OpenSession, events: SessionEvents): Promise<S>;

  /**
   * Advances the given sessions by 80 ms. The host awaits it before the next call.
   * @param inputs every open session, or one alone with `stepsOnArrival`; `undefined` where no frame of the user has arrived.
   * @returns one output for each session, except for those that reported `failed`.
   * @throws when the engine as a whole is broken; all sessions of the call are lost.
   */
  step(inputs: ReadonlyMap<S, Frame | undefined>): Promise<ReadonlyMap<S, StepOutput>>;

  /** Ends what the engine runs; its sessions are closed before. */
  close(): Promise<void>;
}
