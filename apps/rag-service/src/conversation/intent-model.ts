import type { Embedder } from '../embedding/embedder.js';
import { EXAMPLES, INTENTS, QUESTION, type Example } from './intents.js';
import { kernelRidge } from './kernel-ridge.js';
import { WordFeatures, type WordVector } from './word-features.js';

/** Beside meaning, words count for half: they tell "louder" from "quieter", which mean nearly the same to a model. */
const WORDS_BESIDE_MEANING = 0.5;
const LABELS = [...INTENTS.map(({ name }) => name), QUESTION];

/** How much an utterance resembles the examples of each label, about 0 to 1. */
export type Scores = ReadonlyMap<string, number>;

/** Where the examples of a label lie, by meaning and by words. */
interface Direction {
  label: string;
  meaning: Float64Array;
  words: Map<string, number>;
}

/** Tells what somebody means from the examples of the table, by meaning where there are vectors, else by words alone. */
export class IntentModel {
  private constructor(
    private readonly features: WordFeatures,
    private readonly directions: readonly Direction[],
  ) {}

  /** @throws EmbeddingFailed */
  static async fit(embedder?: Embedder): Promise<IntentModel> {
    const features = new WordFeatures(EXAMPLES.map(({ text }) => text));
    const words = EXAMPLES.map(({ text }) => features.of(text));
    const vectors = await embedder?.documents(EXAMPLES.map(({ text }) => text));
    const similarity = (one: number, other: number) =>
      vectors
        ? dot(vectors[one], vectors[other]) +
          WORDS_BESIDE_MEANING * overlap(words[one], words[other])
        : overlap(words[one], words[other]);
    const targets = LABELS.map((label) => Float64Array.from(EXAMPLES, (each) => of(label, each)));
    const weights = await kernelRidge(EXAMPLES.length, similarity, targets);
    const share = vectors ? WORDS_BESIDE_MEANING : 1;
    const directions = LABELS.map((label, at) => ({
      label,
      meaning: sumOf(vectors ?? [], weights[at] ?? new Float64Array()),
      words: sumOfWords(words, weights[at] ?? new Float64Array(), share),
    }));
    return new IntentModel(features, directions);
  }

  /** @param vector of the utterance, where the model was made with vectors */
  scores(text: string, vector?: Float32Array): Scores {
    const words = this.features.of(text);
    return new Map(
      this.directions.map(({ label, meaning, words: direction }) => {
        const byMeaning = vector ? dot(vector, meaning) : 0;
        return [label, byMeaning + overlap(words, direction)];
      }),
    );
  }
}

function of(label: string, example: Example): number {
  return example.label === label ? 1 : 0;
}

function sumOf(vectors: readonly Float32Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  vectors.forEach((vector, at) => {
    for (let i = 0; i < sum.length; i++)
      sum[i] = (sum[i] ?? 0) + (vector[i] ?? 0) * (weights[at] ?? 0);
  });
  return sum;
}

function sumOfWords(vectors: readonly WordVector[], weights: Float64Array, share: number) {
  const sum = new Map<string, number>();
  vectors.forEach((vector, at) => {
    for (const [feature, value] of vector)
      sum.set(feature, (sum.get(feature) ?? 0) + value * share * (weights[at] ?? 0));
  });
  return sum;
}

function dot(one: Float32Array = new Float32Array(), other: ArrayLike<number> = []): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i] ?? 0) * (other[i] ?? 0);
  return sum;
}

function overlap(one: WordVector = new Map(), other: WordVector = new Map()): number {
  let sum = 0;
  for (const [feature, value] of one) sum += value * (other.get(feature) ?? 0);
  return sum;
}
