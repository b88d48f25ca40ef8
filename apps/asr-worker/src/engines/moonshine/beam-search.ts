import type { BiasState, BiasStep, PrefixTree } from './prefix-tree.js';
import { mostLikely } from './most-likely.js';

/** A decoder that runs several hypotheses in one batch and keeps their key/value caches. */
export interface StepDecoder {
  /**
   * Runs one step.
   * @param parents for each hypothesis, the row of the last step that it goes on from; ignored in the first.
   * @param tokens the newest token of each.
   * @returns for each, a logit for every token of the vocabulary.
   */
  step(parents: readonly number[], tokens: readonly number[]): Promise<readonly Float32Array[]>;
}

export interface BeamSearchOptions {
  readonly beginToken: number;
  readonly endToken: number;
  /** Hypotheses kept at every step; one is greedy search. */
  readonly beam: number;
  readonly maxTokens: number;
  textOf(token: number): string;
  /** Words to listen for. */
  readonly bias?: PrefixTree;
  readonly signal?: AbortSignal;
}

export interface Hypothesis {
  readonly tokens: readonly number[];
  /** Natural logarithms of the model's own probabilities, without bias: one for each token, and one for the end. */
  readonly logProbabilities: readonly number[];
  /** True when the token limit cut it. */
  readonly isCut: boolean;
}

interface Beam extends Hypothesis {
  readonly score: number;
  readonly bias: BiasState;
  /** Row in the decoder's last batch. */
  readonly row: number;
}

/** Candidates looked at in each hypothesis: a word of the documents may not be the likeliest reading of a sound. */
const CANDIDATES = 24;
/** Hypotheses so much less likely than the best seldom win, and every row of a batch costs time. */
const WITHIN_NATS = 4;

/**
 * Beam search with shallow-fusion contextual biasing.
 * @returns up to `beam` hypotheses, best first; empty when the signal was raised.
 */
export async function beamSearch(
  decoder: StepDecoder,
  options: BeamSearchOptions,
): Promise<Hypothesis[]> {
  const finished: Beam[] = [];
  let live: Beam[] = [
    {
      tokens: [],
      logProbabilities: [],
      isCut: false,
      score: 0,
      bias: options.bias?.start,
      row: 0,
    },
  ];
  for (let step = 0; step < options.maxTokens && live.length > 0; step++) {
    const logits = await decoder.step(
      live.map(({ row }) => row),
      live.map(({ tokens }) => tokens.at(-1) ?? options.beginToken),
    );
    if (options.signal?.aborted) return [];
    const next = live.flatMap((beam, row) => expand(beam, row, logits[row] ?? NO_LOGITS, options));
    next.sort((a, b) => b.score - a.score);
    live = [];
    const least = (next[0]?.score ?? 0) - WITHIN_NATS;
    const likely = next.filter(({ score }) => score >= least);
    for (const beam of distinct(likely, options))
      (hasEnded(beam, options) ? finished : live).push(beam);
    if (isDecided(finished, live, options.beam)) live = [];
  }
  const cut = live.map((beam) => ({ ...beam, isCut: true }));
  const ranked = [...finished, ...cut].sort((a, b) => mean(b) - mean(a));
  return distinct(ranked, options).map(toHypothesis(options));
}

const NO_LOGITS = new Float32Array();

function expand(beam: Beam, row: number, logits: Float32Array, options: BeamSearchOptions): Beam[] {
  const width = options.bias || options.beam > 1 ? CANDIDATES : 1;
  return mostLikely(logits, width).map(({ token, logProbability }) => {
    const step = biasStep(beam, token, options);
    return {
      tokens: [...beam.tokens, token],
      logProbabilities: [...beam.logProbabilities, logProbability],
      isCut: false,
      score: beam.score + logProbability + step.gained,
      bias: step.state,
      row,
    };
  });
}

function biasStep(
  { bias: from }: Beam,
  token: number,
  { bias, endToken, textOf }: BeamSearchOptions,
): BiasStep {
  if (!bias) return { state: undefined, gained: 0 };
  if (token === endToken) return { state: undefined, gained: bias.finish(from) };
  return bias.advance(from, textOf(token));
}

/**
 * The best of those that differ in their words: commas and capitals are no reading of their own.
 * @param ranked best first.
 */
function distinct(ranked: readonly Beam[], options: BeamSearchOptions): Beam[] {
  const kept = new Map<string, Beam>();
  for (const beam of ranked) {
    if (kept.size === options.beam) break;
    const text = beam.tokens.map((token) => options.textOf(token)).join('');
    const words = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} ]/gu, '')
      .trim();
    const key = `${hasEnded(beam, options)} ${words}`;
    if (!kept.has(key)) kept.set(key, beam);
  }
  return [...kept.values()];
}

function hasEnded({ tokens }: Beam, { endToken }: BeamSearchOptions): boolean {
  return tokens.at(-1) === endToken;
}

/** Enough have ended, or none that goes on can still become better than one that ended. */
function isDecided(finished: readonly Beam[], live: readonly Beam[], beam: number): boolean {
  if (finished.length >= beam) return true;
  const best = Math.max(...finished.map(mean));
  return live.every((one) => mean(one) < best);
}

/** Long hypotheses are not to lose for their length alone. */
function mean({ score, tokens }: Beam): number {
  return score / Math.max(1, tokens.length);
}

function toHypothesis(options: BeamSearchOptions) {
  return (beam: Beam): Hypothesis => ({
    tokens: hasEnded(beam, options) ? beam.tokens.slice(0, -1) : beam.tokens,
    logProbabilities: beam.logProbabilities,
    isCut: beam.isCut,
  });
}
