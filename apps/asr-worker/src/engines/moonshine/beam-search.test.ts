import { describe, expect, it } from 'vitest';
import { beamSearch, type BeamSearchOptions, type StepDecoder } from './beam-search.js';
import { PrefixTree } from './prefix-tree.js';

const VOCABULARY = ['', '<s>', '</s>', ' the', ' v', 'pm', 'pn', ',', ' again'];
const END = 2;

/** A decoder that gives each text so far the probabilities of what comes next; else the end. */
class ScriptedDecoder implements StepDecoder {
  steps = 0;
  private texts: string[] = [''];

  constructor(private readonly script: Record<string, Record<string, number>>) {}

  async step(parents: readonly number[], tokens: readonly number[]): Promise<Float32Array[]> {
    this.steps++;
    this.texts = parents.map((parent, row) => {
      const token = tokens[row] ?? 0;
      return token === 1 ? '' : (this.texts[parent] ?? '') + (VOCABULARY[token] ?? '');
    });
    return this.texts.map((text) => {
      const next = this.script[text] ?? { '</s>': 1 };
      return Float32Array.from(VOCABULARY, (piece) => Math.log(next[piece] ?? 1e-9));
    });
  }
}

const sum = (values: readonly number[] = []) => values.reduce((total, value) => total + value, 0);
const options = (more: Partial<BeamSearchOptions> = {}): BeamSearchOptions => ({
  beginToken: 1,
  endToken: END,
  beam: 1,
  maxTokens: 10,
  textOf: (token) => (token > END ? (VOCABULARY[token] ?? '') : ''),
  ...more,
});
const write = (tokens: readonly number[]) => tokens.map((token) => VOCABULARY[token]).join('');

describe('beam search', () => {
  const MISHEARD = { '': { ' v': 1 }, ' v': { pm: 0.6, pn: 0.4 } };

  it('with a beam of one takes the likeliest token each time', async () => {
    const [best, ...others] = await beamSearch(new ScriptedDecoder(MISHEARD), options());
    expect(write(best?.tokens ?? [])).toBe(' vpm');
    expect(sum(best?.logProbabilities)).toBeCloseTo(Math.log(0.6), 3);
    expect(others).toEqual([]);
  });

  it('finds a better whole behind a worse beginning', async () => {
    const script = {
      '': { ' the': 0.6, ' v': 0.4 },
      ' the': { pm: 0.3, pn: 0.3, ' again': 0.4 },
      ' v': { pn: 1 },
    };
    const [greedy] = await beamSearch(new ScriptedDecoder(script), options());
    const [best] = await beamSearch(new ScriptedDecoder(script), options({ beam: 3 }));
    expect([greedy, best].map((one) => write(one?.tokens ?? []))).toEqual([' the again', ' vpn']);
  });

  it('hears a word of the documents where it is nearly as likely', async () => {
    const bias = new PrefixTree([['vpn', 0.4]]);
    const found = await beamSearch(new ScriptedDecoder(MISHEARD), options({ beam: 2, bias }));
    expect(found.map(({ tokens }) => write(tokens))).toEqual([' vpn', ' vpm']);
    // the probability is the model's own
    expect(sum(found[0]?.logProbabilities)).toBeCloseTo(Math.log(0.4), 3);
  });

  it('does not hear it where it is not', async () => {
    const bias = new PrefixTree([['vpn', 0.4]]);
    const script = { '': { ' v': 1 }, ' v': { pm: 0.95, pn: 0.05 } };
    const [best] = await beamSearch(new ScriptedDecoder(script), options({ beam: 2, bias }));
    expect(write(best?.tokens ?? [])).toBe(' vpm');
  });

  it('gives readings that differ in their words, not in a comma', async () => {
    const script = { '': { ' the': 1 }, ' the': { ',': 0.5, '</s>': 0.4, ' again': 0.1 } };
    const found = await beamSearch(new ScriptedDecoder(script), options({ beam: 3 }));
    const words = found.map(({ tokens }) => write(tokens).replace(',', ''));
    expect(new Set(words).size).toBe(words.length);
    expect(words).toContain(' the again');
  });

  it('says when the limit cut what would go on', async () => {
    const script = { '': { ' the': 1 }, ' the': { ' the': 1 }, ' the the': { ' the': 1 } };
    const [best] = await beamSearch(new ScriptedDecoder(script), options({ maxTokens: 3 }));
    expect(best).toMatchObject({ tokens: [3, 3, 3], isCut: true });
  });

  it('stops at the next step when it is told to', async () => {
    const decoder = new ScriptedDecoder(MISHEARD);
    const found = await beamSearch(decoder, options({ signal: AbortSignal.abort() }));
    expect([found, decoder.steps]).toEqual([[], 1]);
  });
});
