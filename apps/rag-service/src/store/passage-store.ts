import type { Passage } from '../passages/passage.js';

export interface IndexedDocument {
  name: string;
  /** Hash of the file's bytes and of the way they are cut. */
  hash: string;
  passages: Passage[];
  /** One for each passage, in their order, where there is a model that makes them. */
  vectors?: readonly Float32Array[];
  /** Beside each vector those of the passage's sentences, packed. */
  sentences?: readonly Uint8Array[];
}

export interface IndexChange {
  /** New documents, and changed ones, whose old passages are replaced. */
  written: IndexedDocument[];
  /** Names of documents to forget. */
  removed: string[];
}

export type Changes = AsyncIterable<IndexChange> | Iterable<IndexChange>;

/** A passage that means something like what was asked for. */
export interface DenseHit {
  /** Of the passage. */
  id: string;
  /** Cosine of the angle between the vectors, from -1 to 1. */
  similarity: number;
  /** Vectors of the passage's sentences, packed, where they were stored. */
  sentences?: Uint8Array;
}

/** Whose vectors a store holds: those of different models cannot be compared. */
export interface VectorSpace {
  model: string;
  dimensions: number;
}

/** Where passages live between two starts. */
export interface PassageStore {
  /** The hash of every document in the store, by name; another one than was written where the document has to be written again. */
  hashes(): Promise<Map<string, string>>;
  /**
   * Makes all changes as a whole: readers see all of them or nothing, also after a crash. They are taken one by one, so that
   * no more than one need be in memory; a document may be in one of them only.
   * @throws DimensionMismatch when vectors are not of the store's space, and what `changes` throws; readers then see nothing of them.
   */
  apply(changes: Changes): Promise<void>;
  /** All passages of one version of the store, by document and position. */
  passages(): Promise<Passage[]>;
  /**
   * The passages nearest to the vector, best first; none in a store without vectors.
   * @throws DimensionMismatch, and StoreUnavailable at once, so that an answer can do without.
   */
  searchDense(vector: Float32Array, count: number): Promise<DenseHit[]>;
  close(): Promise<void>;
}

/** The store cannot be used; `message` is a sentence for the operator. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly plain = true;
}

/** Vectors are not as long as the store's. */
export class DimensionMismatch extends Error {
  override readonly name = 'DimensionMismatch';

  constructor(given: number, space: VectorSpace | undefined) {
    super(
      space
        ? `A vector has ${given} numbers, but the index holds those of ${space.model} with ${space.dimensions}. Set the model back, or hand the documents in again.`
        : `A vector with ${given} numbers came to an index that holds none.`,
    );
  }
}

/** What stands for the hash of a document whose vectors, if any, are of another index. */
export function hashFrom(index: string, hash: string): string {
  return `${hash} for ${index}`;
}

/** Names of the documents that a change is about. */
export function namesIn({ written, removed }: IndexChange): string[] {
  return [...written.map(({ name }) => name), ...removed];
}

/** Part of a name that every store takes. */
export function nameOf({ model, dimensions }: VectorSpace): string {
  return `${model.replace(/[^A-Za-z0-9._-]+/g, '-')}-${dimensions}`;
}

/** @throws DimensionMismatch */
export function checkDimensions(
  vectors: readonly Float32Array[],
  space: VectorSpace | undefined,
): void {
  const wrong = vectors.find(({ length }) => length !== space?.dimensions);
  if (wrong) throw new DimensionMismatch(wrong.length, space);
}
