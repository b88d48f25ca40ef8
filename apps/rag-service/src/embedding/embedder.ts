import type { VectorSpace } from '../store/passage-store.js';

/** Turns text into vectors whose angles tell how much two texts mean the same. */
export interface Embedder {
  readonly space: VectorSpace;
  /**
   * One vector for each text.
   * @throws EmbeddingFailed
   */
  documents(texts: readonly string[]): Promise<Float32Array[]>;
  /** @throws EmbeddingFailed */
  question(text: string): Promise<Float32Array>;
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>;
}

/** No vectors could be made; `message` is a sentence for the operator. */
export class EmbeddingFailed extends Error {
  override readonly name = 'EmbeddingFailed';
}
