import type { CorpusSnapshot } from '../corpus/corpus-snapshot.js';
import type { DenseMatch } from '../retrieval/fusion.js';
import type { PassageStore } from '../store/passage-store.js';
import { bareOf, embedDocuments } from './embed-documents.js';
import type { Embedder } from './embedder.js';
import { cosinesOf } from './packed-vectors.js';
import {
  calibratedSimilarity,
  calibrate,
  type SimilarityCalibration,
} from './similarity-calibration.js';

const CANDIDATES = 50;
/** After a failure questions go without for so long, so that they need not wait for the next one. */
const PAUSE_MS = 15_000;

/** Passages are found by meaning when it is `ready`; while it is not, it prepares for that, or there is a problem. */
export interface DenseState {
  readonly ready: boolean;
  /** A sentence for the operator. */
  readonly problem?: string;
}

const PREPARING: DenseState = { ready: false };

export interface DenseSearchOptions {
  /** After a problem, documents may be without vectors. */
  onChange(state: DenseState, before: DenseState): void;
  pauseMs?: number;
}

/**
 * Finds passages by meaning when all documents have vectors: ones without would look as if they were far from every question. Until then,
 * and while no vectors can be made, it finds nothing, without an error.
 */
export class DenseSearch {
  state = PREPARING;
  private resumesAt = 0;
  private closed = false;
  private calibration: SimilarityCalibration | undefined;

  constructor(
    private readonly embedder: Embedder,
    private readonly store: PassageStore,
    private readonly options: DenseSearchOptions,
  ) {}

  /** Nearest first. */
  async search(question: string): Promise<DenseMatch[]> {
    const isPreparing = !this.state.ready && !this.state.problem;
    if (isPreparing || performance.now() < this.resumesAt) return [];
    return this.attempt([], async () => {
      const vector = await this.embedder.question(question);
      if (this.state.problem) this.changeTo(PREPARING);
      const { calibration } = this;
      if (!this.state.ready || !calibration) return [];
      const hits = await this.store.searchDense(vector, CANDIDATES);
      return hits.map(({ id, similarity, sentences }) => ({
        id,
        similarity: calibratedSimilarity(similarity, calibration),
        ...(sentences && {
          sentences: cosinesOf(vector, sentences).map((each) =>
            calibratedSimilarity(each, calibration),
          ),
        }),
      }));
    });
  }

  /** Gives vectors to documents that have none, while `mayGoOn` says so; their texts are those of `snapshot`. */
  async embedDocuments(snapshot: CorpusSnapshot, mayGoOn: () => boolean): Promise<void> {
    if (!mayGoOn()) return;
    await this.attempt(undefined, async () => {
      const { store, embedder } = this;
      this.calibration ??= await calibrate(embedder);
      const bare = bareOf(await store.hashes());
      if (bare.size > 0) this.changeTo(PREPARING);
      const complete = await embedDocuments(store, embedder, snapshot, bare, mayGoOn);
      this.changeTo({ ready: complete });
    });
  }

  /** Breaks off what is under way, which is then no problem any more. */
  async close(): Promise<void> {
    this.closed = true;
    await this.embedder.close();
  }

  private async attempt<T>(otherwise: T, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (this.closed) return otherwise;
      const { pauseMs = PAUSE_MS } = this.options;
      this.resumesAt = performance.now() + pauseMs;
      this.changeTo({
        ready: false,
        problem: error instanceof Error ? error.message : String(error),
      });
      return otherwise;
    }
  }

  private changeTo(state: DenseState): void {
    const before = this.state;
    if (state.ready === before.ready && state.problem === before.problem) return;
    this.state = state;
    this.options.onChange(state, before);
  }
}
