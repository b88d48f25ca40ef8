import { agentStreams, maxDelay, streamCount, type MoshiConfig } from './config.js';

/** No token: the model gets no input from this stream. */
export const NO_TOKEN = -1;

/** A token that the model has not spoken yet. */
export const UNGENERATED = -2;

/** Tokens that a frame is given; what is left out is drawn by the model. */
export interface GivenTokens {
  /** Codes of the person's streams. */
  readonly user?: ArrayLike<number>;
  /** Codes of the agent's streams. */
  readonly agent?: ArrayLike<number>;
  readonly text?: number;
  /** Has the last word on a text token that the model drew; may be called once a frame, when no token is given. */
  chooseText?(drawn: number): number;
}

/** One frame as the model sees it. */
export interface FrameInput {
  /** (streams): the tokens of the frame before. */
  readonly tokens: Int32Array;
  /** (streams): whether this frame's token of a stream is given. */
  readonly given: readonly boolean[];
  /** (streams): the tokens that are given. */
  readonly target: Int32Array;
}

/** Tokens of one frame, delays undone. */
export interface FrameTokens {
  readonly text: number;
  /** As many streams as the depformer takes steps, the agent's first. */
  readonly audio: Int32Array;
}

/** What a ring holds, to be put into another. */
export interface TokenRingSnapshot {
  readonly offset: number;
  readonly cache: Int32Array;
  readonly provided: Uint8Array;
}

/**
 * The tokens of the last few frames of one session, each stream shifted by its delay (reference: `LMGen`, whose cache and
 * bookkeeping this follows step by step; Défossez et al. 2024, section 3.4.4).
 */
export class TokenRing {
  private readonly streams: number;
  private readonly columns: number;
  private readonly cache: Int32Array;
  private readonly provided: Uint8Array;
  private offset = 0;

  constructor(private readonly config: MoshiConfig) {
    this.streams = streamCount(config);
    this.columns = maxDelay(config) + 3;
    this.cache = new Int32Array(this.streams * this.columns).fill(UNGENERATED);
    this.provided = new Uint8Array(this.streams * this.columns);
  }

  restart(): void {
    this.offset = 0;
    this.provided.fill(0);
  }

  /** Takes in what a frame is given. @returns undefined for the very first frame, which the model does not see. */
  begin({ user, agent, text }: GivenTokens): FrameInput | undefined {
    const half = agentStreams(this.config);
    if (user) for (let i = 0; i < half; i++) this.provide(1 + half + i, user[i] as number);
    if (agent) for (let i = 0; i < half; i++) this.provide(1 + i, agent[i] as number);
    if (text !== undefined) this.provide(0, text);
    this.provideInitial();
    if (this.offset === 0) {
      for (let stream = 0; stream < this.streams; stream++)
        this.cache[this.at(stream, 0)] = this.initial(stream);
      this.offset = 1;
      return undefined;
    }
    return {
      tokens: this.column(this.offset - 1),
      given: Array.from(
        { length: this.streams },
        (_, stream) => this.provided[this.at(stream, this.offset)] === 1,
      ),
      target: this.column(this.offset),
    };
  }

  /**
   * Ends a frame with the tokens that the model drew for it, which take the places of those that were not given.
   * @returns the frame that is complete now, undefined while the delays fill up
   */
  end(text: number, audio: ArrayLike<number>): FrameTokens | undefined {
    this.forget(this.offset - 1);
    this.draw(0, text);
    for (let i = 0; i < audio.length; i++) this.draw(1 + i, audio[i] as number);
    const complete = this.offset > maxDelay(this.config);
    const output = complete ? this.output(audio.length) : undefined;
    this.offset += 1;
    return output;
  }

  /** Ends a frame all of whose tokens were given. */
  endGiven(): void {
    this.forget(this.offset - 1);
    this.offset += 1;
  }

  /** Replaces the tokens, as a stored voice prompt does. @param cache (streams, columns) */
  replace(cache: Int32Array): void {
    if (cache.length !== this.cache.length)
      throw new RangeError(`${this.cache.length} tokens are needed, not ${cache.length}.`);
    this.cache.set(cache);
  }

  snapshot(): TokenRingSnapshot {
    return { offset: this.offset, cache: this.cache.slice(), provided: this.provided.slice() };
  }

  restore({ offset, cache, provided }: TokenRingSnapshot): void {
    this.offset = offset;
    this.cache.set(cache);
    this.provided.set(provided);
  }

  /** Streams that lag have nothing of their own to say in the first frames. */
  private provideInitial(): void {
    this.config.delays.forEach((delay, stream) => {
      if (this.offset > delay) return;
      const at = this.at(stream, this.offset);
      this.cache[at] = this.initial(stream);
      this.provided[at] = 1;
    });
  }

  private initial(stream: number): number {
    return stream === 0 ? this.config.text_card : this.config.card;
  }

  private provide(stream: number, token: number): void {
    const at = this.at(stream, this.offset + this.delay(stream));
    this.cache[at] = token;
    this.provided[at] = 1;
  }

  private draw(stream: number, token: number): void {
    const at = this.at(stream, this.offset);
    if (this.provided[at] === 0) this.cache[at] = token;
  }

  private forget(frame: number): void {
    for (let stream = 0; stream < this.streams; stream++) this.provided[this.at(stream, frame)] = 0;
  }

  private output(audioStreams: number): FrameTokens {
    const first = this.offset - maxDelay(this.config);
    const token = (stream: number) =>
      this.cache[this.at(stream, first + this.delay(stream))] as number;
    const audio = new Int32Array(audioStreams).map((_, i) => token(1 + i));
    return { text: token(0), audio };
  }

  private column(frame: number): Int32Array {
    return new Int32Array(this.streams).map(
      (_, stream) => this.cache[this.at(stream, frame)] as number,
    );
  }

  private delay(stream: number): number {
    return this.config.delays[stream] as number;
  }

  private at(stream: number, frame: number): number {
    return stream * this.columns + (frame % this.columns);
  }
}
