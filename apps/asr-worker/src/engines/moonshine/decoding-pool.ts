import { Semaphore } from 'async-mutex';
import type { BiasWords } from './bias-words.js';
import type { Reading, ThreadData } from './decoding-messages.js';
import { DecodeFailed } from './errors.js';
import { DecodingThread } from './decoding-thread.js';

/** Somebody waits for a final, and for a preflight soon; a partial result is for the eye. */
const PRIORITY = { partial: 0, final: 1 } as const;
export type Priority = keyof typeof PRIORITY;

export interface DecodeOptions {
  readonly priority: Priority;
  readonly beam: number;
  readonly signal: AbortSignal;
}

/** What streams need of it. */
export interface Decoding {
  /** Whether a decode that began now would have to wait. */
  readonly isBusy: boolean;
  /**
   * @param samples at 16 kHz, -1 to 1; they are moved away.
   * @returns readings, best first; none when the signal was raised.
   * @throws DecodeFailed
   */
  decode(samples: Float32Array, options: DecodeOptions): Promise<readonly Reading[]>;
}

/** One decode at a time on each of a few threads, shared by all sessions. */
export class DecodingPool implements Decoding {
  private readonly free: DecodingThread[];
  private readonly turns: Semaphore;
  private words: BiasWords['weighted'] = [];
  /** Threads that have the newest words. */
  private informed = new WeakSet<DecodingThread>();
  private isClosed = false;

  private constructor(
    private readonly files: ThreadData,
    private readonly threads: Set<DecodingThread>,
  ) {
    this.free = [...threads];
    this.turns = new Semaphore(threads.size);
  }

  /** @throws Error saying why the model cannot be used. */
  static async start(files: ThreadData, threads: number): Promise<DecodingPool> {
    // the first alone: a model that cannot be used is told once
    const first = await DecodingThread.start(files);
    const others = Array.from({ length: threads - 1 }, () => DecodingThread.start(files));
    return new DecodingPool(files, new Set([first, ...(await Promise.all(others))]));
  }

  get isBusy(): boolean {
    return this.turns.isLocked();
  }

  /** Decodes that begin from now on listen for these words. */
  listenFor(words: BiasWords['weighted']): void {
    this.words = words;
    this.informed = new WeakSet();
  }

  decode(
    samples: Float32Array,
    { priority, beam, signal }: DecodeOptions,
  ): Promise<readonly Reading[]> {
    return this.turns.runExclusive(
      async () => {
        if (signal.aborted) return [];
        if (this.isClosed) throw new DecodeFailed('The recogniser has been closed.');
        const thread = await this.take();
        try {
          return await thread.decode(samples, beam, signal);
        } finally {
          this.free.push(thread);
        }
      },
      1,
      PRIORITY[priority],
    );
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.threads].map((thread) => thread.close()));
  }

  private async take(): Promise<DecodingThread> {
    let thread = this.free.pop();
    if (!thread || thread.hasEnded) thread = await this.replace(thread);
    if (!this.informed.has(thread)) thread.listenFor(this.words);
    this.informed.add(thread);
    return thread;
  }

  private async replace(ended: DecodingThread | undefined): Promise<DecodingThread> {
    const thread = await DecodingThread.start(this.files).catch((error: unknown) => {
      if (ended) this.free.push(ended);
      throw error;
    });
    if (ended) this.threads.delete(ended);
    this.threads.add(thread);
    return thread;
  }
}
