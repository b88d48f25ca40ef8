import { type Bus, type Listener, RequestFailed } from '@parley/bus';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CorpusDocument } from './corpus-document.js';
import { fetchCorpus } from './corpus.js';

const RETRY_MS = 500;

export interface CorpusFollowerOptions {
  bus: Bus;
  /** Takes a new version of the documents; the next is fetched when it is done. */
  learn(documents: readonly CorpusDocument[]): Promise<void>;
  onError(error: unknown): void;
}

/** Keeps the recogniser's knowledge at the latest version of the documents, one rebuild at a time. */
export class CorpusFollower {
  private readonly changes: Listener;
  private readonly stopping = new AbortController();
  private learned: string | undefined;
  private isStale = true;
  private readonly running: Promise<void>;
  private wake: () => void = () => undefined;
  private resolveFirst: () => void = () => undefined;
  private readonly first = new Promise<void>((resolve) => (this.resolveFirst = resolve));

  constructor(private readonly options: CorpusFollowerOptions) {
    this.changes = options.bus.subscribe('corpusChanged', '', () => {
      this.isStale = true;
      this.wake();
    });
    this.running = this.run();
  }

  /** Resolves when the first documents have been learned, or after `timeoutMs`. */
  async learnedWithin(timeoutMs: number): Promise<boolean> {
    const timeout = sleep(timeoutMs, undefined, { signal: this.stopping.signal, ref: false });
    await Promise.race([this.first, timeout.catch(() => undefined)]);
    return this.learned !== undefined;
  }

  async close(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.changes.close();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      if (this.isStale) await this.refresh();
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private async refresh(): Promise<void> {
    this.isStale = false;
    try {
      const { version, documents } = await fetchCorpus(this.options.bus);
      if (version === this.learned || documents.length === 0) return;
      await this.options.learn(documents);
      this.learned = version;
      this.resolveFirst();
    } catch (error) {
      await this.failed(error);
    }
  }

  /** Nobody may be serving documents yet; whatever else it was, asking again later does no harm. */
  private async failed(error: unknown): Promise<void> {
    if (!(error instanceof RequestFailed && error.retryable)) this.options.onError(error);
    this.isStale = true;
    await sleep(RETRY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
