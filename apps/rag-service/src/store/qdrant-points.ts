import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Passage } from '../passages/passage.js';
import type { DenseHit, IndexedDocument } from './passage-store.js';
import { StoredBlocks } from './stored-passage.js';

/**
 * How documents are written in Qdrant: a point for each passage. A change cannot be made in one request, so every point says from
 * which generation of the index on it counts, and one that is replaced until which; the number of
 * the newest whole generation stands in a point of its own, and writing that is one request.
 */

export const DENSE = 'dense';
/** Vectors of a passage's sentences, packed, in base64. */
export const SENTENCES = 'sentences';
export const GENERATION_POINT = '00000000-0000-0000-0000-000000000000';
export const Generation = z.object({ generation: z.number().int().min(0) });

export const Hash = z.object({ document: z.string(), hash: z.string() });
const StoredPassage = z.object({
  id: z.string(),
  document: z.string(),
  hash: z.string(),
  title: z.string(),
  position: z.number(),
  blocks: StoredBlocks,
});

export type Point = ReturnType<typeof pointOf>;

export function pointsOf(
  { hash, passages, vectors, sentences }: IndexedDocument,
  since: number,
): Point[] {
  return passages.map((passage, at) =>
    pointOf({ passage, hash }, since, { vector: vectors?.[at], sentences: sentences?.[at] }),
  );
}

export function pointOf(
  { passage, hash }: StoredRow,
  since: number,
  { vector, sentences }: Embedded = {},
) {
  return {
    id: uuidOf(`${passage.id}@${since}`),
    vector: vector ? { [DENSE]: Array.from(vector) } : {},
    payload: {
      ...passage,
      hash,
      since,
      ...(sentences && { [SENTENCES]: Buffer.from(sentences).toString('base64') }),
    },
  };
}

interface Embedded {
  vector?: Float32Array | undefined;
  sentences?: Uint8Array | undefined;
}

const Near = z.object({ id: z.string(), [SENTENCES]: z.base64().optional() });

/** What a passage that was found by its vector brings along. */
export function nearOf(payload: unknown, similarity: number): DenseHit {
  const { id, sentences } = Near.parse(payload);
  return {
    id,
    similarity,
    ...(sentences !== undefined && { sentences: Buffer.from(sentences, 'base64') }),
  };
}

export interface StoredRow {
  passage: Passage;
  hash: string;
}

export function rowOf(payload: unknown): StoredRow {
  const { hash, ...passage } = StoredPassage.parse(payload);
  return { passage, hash };
}

/** Points that count in a generation. */
export function countingIn(generation: number) {
  return {
    must: [{ key: 'since', range: { lte: generation } }],
    must_not: [{ key: 'until', range: { lte: generation } }],
  };
}

export const isOf = (names: readonly string[]) => ({ key: 'document', match: { any: [...names] } });
export const begunAfter = (generation: number) => ({
  must: [{ key: 'since', range: { gt: generation } }],
});
export const endingAfter = (generation: number) => ({
  must: [{ key: 'until', range: { gt: generation } }],
});
export const endedBy = (generation: number) => ({
  must: [{ key: 'until', range: { lte: generation } }],
});

/** The same for the same text; Qdrant takes no other names for points. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
