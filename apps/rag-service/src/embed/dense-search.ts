import type { DenseHit, PassageStore } from '../store/passage-store.js';
import { embedDocuments } from './embed-documents.js';
import type { Embedder } from './embedder.js';

const CANDIDATES = 50;
/** After a failure questions go without for so long, so that they need not wait for the next one. */
const PAUSE_MS = 15_000;

export interface DenseSearchOptions {
  /** Told of every change: a sentence on why there are no vectors, or undefined when there are. */
  onChange(problem: string | undefined): void;
  pauseMs?: number;
}

/** Finds passages by meaning while there are embeddings, and finds nothing, without an error, while there are none. */
export class DenseSearch {
  /** Not known before the first vector was asked for. */
  private problem: string | undefined | null = null;
  private resumesAt = 0;

  constructor(
    private readonly embedder: Embedder,
    private readonly store: PassageStore,
    private readonly options: DenseSearchOptions,
  ) {}

  /** Best first; empty while there are no embeddings. */
  async search(question: string): Promise<DenseHit[]> {
    if (performance.now() < this.resumesAt) return [];
    return this.attempt([], async () => {
      const vector = await this.embedder.question(question);
      const hits = await this.store.searchDense(vector, CANDIDATES);
      this.changeTo(undefined);
      return hits;
    });
  }

  /** Gives vectors to documents that have none, while `goesOn` says so. */
  async embedDocuments(goesOn: () => boolean): Promise<void> {
    await this.attempt(undefined, async () => {
      const done = await embedDocuments(this.store, this.embedder, goesOn);
      if (done > 0) this.changeTo(undefined);
    });
  }

  private async attempt<T>(otherwise: T, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { pauseMs = PAUSE_MS } = this.options;
      this.resumesAt = performance.now() + pauseMs;
      this.changeTo(error instanceof Error ? error.message : String(error));
      return otherwise;
    }
  }

  private changeTo(problem: string | undefined): void {
    if (problem === this.problem) return;
    this.problem = problem;
    this.options.onChange(problem);
  }
}
