import { Mutex, type Semaphore } from 'async-mutex';
import { DecoderFailed } from './errors.js';
import type { Channel, Hypothesis, Pointer, PocketSphinxLibrary } from './library.js';

export interface DecoderFiles {
  readonly acousticModel: string;
  readonly dictionary: string;
  readonly languageModel: string;
}

export interface WholeResult extends Hypothesis {
  /** The utterance's own mean. */
  readonly channel: Channel;
}

/** What a decoder knows: the documents' words, or general English. */
export type DecoderKind = 'documents' | 'general';

/**
 * The flat lexicon search would cost 60 ms after the end of speech and bring one point of word error.
 * Silence is judged by the voice activity detector; PocketSphinx' own judgement drops speech in noise.
 */
const SEARCH = ['-fwdflat', 'no', '-remove_silence', 'no'];
/** Looking ahead by phones and bounding the active paths makes the large model twice as fast, and no worse. */
const BOUNDED = ['-pl_window', '8', '-maxhmmpf', '5000', '-maxwpf', '20'];
const SEARCH_OF: Record<DecoderKind, readonly string[]> = {
  documents: SEARCH,
  general: [...SEARCH, ...BOUNDED],
};
/** The transcript comes from the documents' decoders; general English must not delay it. */
const PRIORITY_OF: Record<DecoderKind, number> = { documents: 1, general: 0 };

/**
 * One native decoder. Calls run off the event loop and strictly one after the other, in the order in
 * which they were made; the semaphore, shared by all decoders, keeps them from fighting for the cores.
 */
export class Decoder {
  private readonly calls = new Mutex();
  private inUtterance = false;
  private readonly initialChannel: Channel;

  private constructor(
    private readonly library: PocketSphinxLibrary,
    private readonly pointer: Pointer,
    private readonly cores: Semaphore,
    private readonly priority: number,
  ) {
    this.initialChannel = library.channel(pointer);
  }

  /**
   * Takes about half a second. @throws DecoderFailed when PocketSphinx cannot use the files, the signal's reason when it
   * is aborted before its turn has come.
   */
  static async create(
    library: PocketSphinxLibrary,
    files: DecoderFiles,
    cores: Semaphore,
    kind: DecoderKind,
    signal?: AbortSignal,
  ): Promise<Decoder> {
    const { acousticModel, dictionary, languageModel } = files;
    const args = ['-hmm', acousticModel, '-dict', dictionary, '-lm', languageModel];
    const pointer = await cores.runExclusive(() => {
      signal?.throwIfAborted();
      return library.createDecoder([...args, ...SEARCH_OF[kind]]);
    });
    if (!pointer)
      throw new DecoderFailed(`PocketSphinx cannot use ${Object.values(files).join(', ')}.`);
    return new Decoder(library, pointer, cores, PRIORITY_OF[kind]);
  }

  /** Begins an utterance; one that was open is dropped. */
  start(): Promise<void> {
    return this.enqueue(() => this.begin());
  }

  /** @returns what the utterance seems to say so far. */
  process(pcm16k: Int16Array): Promise<Hypothesis> {
    return this.enqueue(async () => {
      await this.library.process(this.pointer, pcm16k);
      return this.library.partialHypothesis(this.pointer);
    });
  }

  end(): Promise<Hypothesis> {
    return this.enqueue(() => this.conclude());
  }

  /**
   * Decodes an utterance that is there from start to end: better than bit by bit, since its mean is known.
   * A decoder does either this or `start`, `process` and `end`, never both.
   */
  decodeWhole(pcm16k: Int16Array): Promise<WholeResult> {
    return this.enqueue(async () => {
      this.library.startStream(this.pointer);
      await this.begin();
      await this.library.processWhole(this.pointer, pcm16k);
      return { ...(await this.conclude()), channel: this.library.channel(this.pointer) };
    });
  }

  /** Normalises the next utterance by what is known of the speaker. */
  adapt(channel: Channel): Promise<void> {
    return this.enqueue(async () => this.library.setChannel(this.pointer, channel));
  }

  /** Drops an open utterance and forgets the channel of the speaker. */
  resetChannel(): Promise<void> {
    return this.enqueue(async () => {
      if (this.inUtterance) await this.conclude();
      this.library.startStream(this.pointer);
      this.library.setChannel(this.pointer, this.initialChannel);
    });
  }

  /** Frees the native memory once everything asked before is done. No call may follow. */
  free(): Promise<void> {
    return this.enqueue(() => this.library.freeDecoder(this.pointer));
  }

  private async begin(): Promise<void> {
    if (this.inUtterance) await this.conclude();
    this.library.startUtterance(this.pointer);
    this.inUtterance = true;
  }

  private async conclude(): Promise<Hypothesis> {
    this.inUtterance = false;
    await this.library.endUtterance(this.pointer);
    return this.library.finalHypothesis(this.pointer);
  }

  private enqueue<T>(task: () => Promise<T>): Promise<T> {
    return this.calls.runExclusive(() => this.cores.runExclusive(task, 1, this.priority));
  }
}
