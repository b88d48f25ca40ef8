import { EmbeddingFailed, type Embedder } from './embedder.js';
import { CALIBRATION_PAIRS } from './calibration-pairs.js';

/**
 * What the cosines of a model mean. They say little by themselves: between a question and a passage that has nothing to do with it, one
 * model has 0.04 and another 0.78.
 */
export interface SimilarityCalibration {
  /** Of a question and a passage on something else, on average. */
  unrelated: number;
  /** Of a question and a passage that answers it, on average. */
  answering: number;
}

/**
 * Has the model embed pairs of which it is known what belongs together.
 * @throws EmbeddingFailed, also when the model cannot tell what belongs together.
 */
export async function calibrate(embedder: Embedder): Promise<SimilarityCalibration> {
  const passages = await embedder.documents(CALIBRATION_PAIRS.map(({ passage }) => passage));
  const cosines: { own: boolean; cosine: number }[] = [];
  for (const [at, { question }] of CALIBRATION_PAIRS.entries()) {
    const vector = await embedder.question(question);
    passages.forEach((passage, other) =>
      cosines.push({ own: other === at, cosine: cosineOf(vector, passage) }),
    );
  }
  const mean = (own: boolean) => {
    const of = cosines.filter((each) => each.own === own);
    return of.reduce((sum, { cosine }) => sum + cosine, 0) / of.length;
  };
  const calibration = { unrelated: mean(false), answering: mean(true) };
  if (calibration.answering > calibration.unrelated) return calibration;
  const { model } = embedder.space;
  throw new EmbeddingFailed(
    `${model} does not put questions near the passages that answer them: it is no model for finding passages, or is used in another way than it was made for.`,
  );
}

/** 0 for a passage as far from the question as one on something else, 1 for one as near as those that answer; not bounded. */
export function calibratedSimilarity(
  cosine: number,
  { unrelated, answering }: SimilarityCalibration,
): number {
  return (cosine - unrelated) / (answering - unrelated);
}

function cosineOf(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) =>
    x.reduce((sum, each, at) => sum + each * (y[at] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
