import { describe, expect, it } from 'vitest';
import { EmbeddingFailed, type Embedder } from './embedder.js';

/** What the contract's texts say, for models that have to be told which words there are. */
export const RENTAL = 'You can hire an automobile at the counter.';
export const CANTEEN = 'The canteen serves soup at noon.';
export const QUESTION = 'Where do I rent a car?';

/** What every embedder has to do. */
export function describeEmbedder(kind: string, open: () => Promise<Embedder>): void {
  describe(`${kind}, as an embedder`, () => {
    it('makes one vector for each text, nearer for what means the same', async () => {
      const embedder = await open();
      const [rental, canteen, ...more] = await embedder.documents([RENTAL, CANTEEN]);
      const question = await embedder.question(QUESTION);
      expect(more).toEqual([]);
      expect(question).toHaveLength(embedder.space.dimensions);
      expect(cosine(question, rental)).toBeGreaterThan(cosine(question, canteen));
      await embedder.close();
    });

    it('makes the same vector of a text alone and among longer ones', async () => {
      const embedder = await open();
      const [alone] = await embedder.documents([RENTAL]);
      const long = CANTEEN.repeat(5);
      const [, among] = await embedder.documents([long, RENTAL, CANTEEN]);
      expect(cosine(alone, among)).toBeGreaterThan(0.9999);
      await embedder.close();
    });

    it('takes no texts, and ones that are empty or too long for its model', async () => {
      const embedder = await open();
      expect(await embedder.documents([])).toEqual([]);
      const vectors = await embedder.documents(['', CANTEEN.repeat(300)]);
      for (const vector of vectors) expect(vector.every(Number.isFinite)).toBe(true);
      await embedder.close();
    });

    it('makes no vectors any more when it is closed', async () => {
      const embedder = await open();
      await embedder.close();
      await expect(embedder.question(QUESTION)).rejects.toThrow(EmbeddingFailed);
      await expect(embedder.documents([RENTAL])).rejects.toThrow(EmbeddingFailed);
    });
  });
}

export function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b) return NaN;
  const dot = (x: Float32Array, y: Float32Array) =>
    x.reduce((sum, each, at) => sum + each * (y[at] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
