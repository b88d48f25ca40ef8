import { elementCount, formulaValues } from '@parley/onnx';
import type { WeightSource } from './checkpoint.js';
import type { MimiConfig } from './config.js';

/**
 * Weights made from a formula instead of training: what they code is noise, but every layer has a say in it.
 */
export class FormulaWeights implements WeightSource {
  constructor(readonly config: MimiConfig) {}

  async read(name: string, shape: readonly number[]): Promise<Float32Array> {
    const { center, spread } = distribution(name, shape);
    const values = formulaValues(name, elementCount(shape));
    for (let i = 0; i < values.length; i++)
      values[i] = center + Math.fround(spread * (values[i] as number));
    return values;
  }
}

/** A rising saw tooth that swells and fades, and some noise: exact in floating point on every machine. */
export function formulaSignal(samples: number): Float32Array {
  const noise = formulaValues('signal', samples);
  return noise.map((value, i) => {
    const phase = Math.imul(i, Math.imul(i, 4_000) + 0x00c00000) >>> 0;
    const envelope = (i % 4_096) / 4_096;
    return 0.5 * (phase / 2 ** 31 - 1) * envelope + value / 32;
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
