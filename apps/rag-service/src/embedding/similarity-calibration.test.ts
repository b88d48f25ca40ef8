import { expect, it } from 'vitest';
import type { Embedder } from './embedder.js';
import { EmbeddingFailed } from './embedder.js';
import { calibratedSimilarity, calibrate } from './similarity-calibration.js';
import { CALIBRATION_PAIRS } from './calibration-pairs.js';

/** Puts each text of a pair at an angle of `spread` to all others, and the two texts of a pair at a smaller one. */
function modelWith(spread: number): Embedder {
  const vectorOf = (text: string) => {
    const at = CALIBRATION_PAIRS.findIndex(
      (pair) => pair.question === text || pair.passage === text,
    );
    const vector = new Float32Array(CALIBRATION_PAIRS.length + 2).fill(0);
    vector[at] = spread;
    vector[CALIBRATION_PAIRS.length + (text.endsWith('?') ? 0 : 1)] = spread / 2;
    return vector.map((each) => each + 1);
  };
  return {
    space: { model: 'of-the-test', dimensions: CALIBRATION_PAIRS.length + 2 },
    documents: async (texts) => texts.map(vectorOf),
    question: async (text) => vectorOf(text),
    close: async () => undefined,
  };
}

it.each([2, 8])('makes the same of models whose cosines differ (spread %d)', async (spread) => {
  const model = modelWith(spread);
  const calibration = await calibrate(model);
  const [first, second] = CALIBRATION_PAIRS;
  const question = await model.question(first?.question ?? '');
  const passages = await model.documents([first?.passage ?? '', second?.passage ?? '']);
  const [own, other] = passages.map((passage) =>
    calibratedSimilarity(cosine(question, passage), calibration),
  );
  expect(own).toBeCloseTo(1, 1);
  expect(other).toBeCloseTo(0, 1);
});

it('refuses a model that cannot tell what belongs together', async () => {
  const failing = calibrate(modelWith(0));
  await expect(failing).rejects.toThrow(EmbeddingFailed);
  await expect(failing).rejects.toThrow(/^of-the-test does not put questions near/);
});

function cosine(a: Float32Array, b: Float32Array | undefined): number {
  const dot = (x: Float32Array, y: Float32Array) =>
    x.reduce((sum, each, at) => sum + each * (y[at] ?? 0), 0);
  return b ? dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)) : NaN;
}
