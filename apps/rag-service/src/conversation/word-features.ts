import { fold, termOf } from '../language/terms.js';

/** Two words in their order say less than they do alone, for most pairs are met once. */
const PAIR_WEIGHT = 0.5;

/** What an utterance is made of, each part by its weight; the squares of the weights add up to one. */
export type WordVector = ReadonlyMap<string, number>;

/** Turns utterances into words and pairs of words, little ones included: "who are you" has no others. Rare ones weigh more. */
export class WordFeatures {
  private readonly counts = new Map<string, number>();

  constructor(private readonly examples: readonly string[]) {
    for (const feature of examples.flatMap((text) => [...featuresOf(text)]))
      this.counts.set(feature, (this.counts.get(feature) ?? 0) + 1);
  }

  of(text: string): WordVector {
    const weights = [...featuresOf(text)].map(
      (feature) => [feature, this.weight(feature)] as const,
    );
    const length = Math.hypot(...weights.map(([, weight]) => weight)) || 1;
    return new Map(weights.map(([feature, weight]) => [feature, weight / length]));
  }

  private weight(feature: string): number {
    const rarity = Math.log((this.examples.length + 1) / ((this.counts.get(feature) ?? 0) + 1));
    return feature.includes(' ') ? PAIR_WEIGHT * rarity : rarity;
  }
}

/** The words as they are said, without apostrophes: "what's" and "whats" are the same. */
export function saidWords(text: string): string[] {
  return (
    fold(text)
      .replace(/['’]/g, '')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

function featuresOf(text: string): Set<string> {
  const terms = saidWords(text).map(termOf);
  const pairs = terms.slice(1).map((term, at) => `${terms[at]} ${term}`);
  return new Set([...terms, ...pairs]);
}
