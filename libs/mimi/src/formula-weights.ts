import type { WeightSource } from './checkpoint.js';
import type { MimiConfig } from './config.js';

/**
 * Weights made from a formula instead of training: what they code is noise, but every layer has a say in it. The same formula
 * stands in `tools/reference/formula_weights.py`, so that both implementations can be compared without a large file.
 */
export class FormulaWeights implements WeightSource {
  constructor(readonly config: MimiConfig) {}

  async read(name: string, shape: readonly number[]): Promise<Float32Array> {
    const { center, spread } = distribution(name, shape);
    const seed = fnv1a(name);
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    for (let i = 0; i < values.length; i++)
      values[i] = center + Math.fround(spread * uniform(seed, i));
    return values;
  }
}

/** A rising saw tooth that swells and fades, and some noise: exact in floating point on every machine. */
export function formulaSignal(samples: number): Float32Array {
  const seed = fnv1a('signal');
  return Float32Array.from({ length: samples }, (_, i) => {
    const phase = Math.imul(i, Math.imul(i, 4_000) + 0x00c00000) >>> 0;
    const envelope = (i % 4_096) / 4_096;
    return 0.5 * (phase / 2 ** 31 - 1) * envelope + uniform(seed, i) / 32;
  });
}

/** Chosen so that activations neither vanish nor explode through the layers. */
function distribution(name: string, shape: readonly number[]): { center: number; spread: number } {
  if (name.endsWith('.cluster_usage')) return { center: 1, spread: 0.5 };
  if (name.endsWith('.embedding_sum')) return { center: 0, spread: 1 };
  if (/\.norm\d\.weight$/.test(name)) return { center: 1, spread: 0.25 };
  if (name.endsWith('.scale')) return { center: 0.25, spread: 0.125 };
  if (name.endsWith('.bias')) return { center: 0, spread: 0.0625 };
  return { center: 0, spread: Math.fround(Math.sqrt(6 / fanIn(name, shape))) };
}

function fanIn(name: string, shape: readonly number[]): number {
  const [first = 1, second = 1, kernel = 1] = shape;
  return name.includes('convtr') ? (first * kernel) / 2 : second * kernel;
}

/** From -1 to 1, from a hash of the position (the finalizer of MurmurHash3). */
function uniform(seed: number, index: number): number {
  let hash = (seed + Math.imul(index, 0x9e3779b1)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  hash = (hash ^ (hash >>> 16)) >>> 0;
  return Math.fround((hash >>> 8) / 2 ** 23 - 1);
}

function fnv1a(text: string): number {
  return [...text].reduce(
    (hash, char) => Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0,
    0x811c9dc5,
  );
}
