/** Nothing to measure: the signal is silent or shorter than one block. */
export class TooQuiet extends Error {
  override readonly name = 'TooQuiet';
  readonly plain = true;
}

const BLOCK_SECONDS = 0.4;
const OVERLAP = 0.75;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;
const OFFSET_LU = -0.691;

/** The K-weighting of BS.1770: a high shelf for the head's shape, then a high pass. */
const SHELF = { gainDb: 4, q: Math.SQRT1_2, hertz: 1_500 };
const HIGH_PASS = { q: 0.5, hertz: 38 };

/** Second-order section, normalised to a0 = 1. */
interface Biquad {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

/**
 * Integrated loudness of a mono signal in LUFS (ITU-R BS.1770-4, annex 1).
 * @throws TooQuiet
 */
export function integratedLoudness(samples: Float32Array, sampleRateHz: number): number {
  const weighted = filter(filter(samples, highShelf(sampleRateHz)), highPass(sampleRateHz));
  const powers = blockPowers(weighted, sampleRateHz);
  const audible = powers.filter((power) => lufs(power) > ABSOLUTE_GATE_LUFS);
  if (audible.length === 0)
    throw new TooQuiet('The recording is silent or shorter than 0.4 seconds.');
  const gate = lufs(mean(audible)) + RELATIVE_GATE_LU;
  return lufs(mean(audible.filter((power) => lufs(power) > gate)));
}

/** The signal, louder or softer, so that it has the given loudness. @throws TooQuiet */
export function normalizeLoudness(
  samples: Float32Array,
  sampleRateHz: number,
  targetLufs: number,
): Float32Array {
  const gainDb = targetLufs - integratedLoudness(samples, sampleRateHz);
  const gain = 10 ** (gainDb / 20);
  return samples.map((sample) => sample * gain);
}

function blockPowers(samples: Float64Array, sampleRateHz: number): number[] {
  const step = 1 - OVERLAP;
  const seconds = samples.length / sampleRateHz;
  const blocks = Math.round((seconds - BLOCK_SECONDS) / (BLOCK_SECONDS * step)) + 1;
  const at = (block: number) => Math.trunc(BLOCK_SECONDS * block * sampleRateHz);
  return Array.from({ length: Math.max(0, blocks) }, (_, index) => {
    const block = samples.subarray(at(index * step), at(index * step + 1));
    const energy = block.reduce((sum, sample) => sum + sample * sample, 0);
    return energy / (BLOCK_SECONDS * sampleRateHz);
  });
}

function lufs(power: number): number {
  return OFFSET_LU + 10 * Math.log10(power);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Filters after R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients". */
function highShelf(sampleRateHz: number): Biquad {
  const a = 10 ** (SHELF.gainDb / 40);
  const { cos, alpha } = angles(SHELF, sampleRateHz);
  const root = 2 * Math.sqrt(a) * alpha;
  return normalized(
    [
      a * (a + 1 + (a - 1) * cos + root),
      -2 * a * (a - 1 + (a + 1) * cos),
      a * (a + 1 + (a - 1) * cos - root),
    ],
    [a + 1 - (a - 1) * cos + root, 2 * (a - 1 - (a + 1) * cos), a + 1 - (a - 1) * cos - root],
  );
}

function highPass(sampleRateHz: number): Biquad {
  const { cos, alpha } = angles(HIGH_PASS, sampleRateHz);
  return normalized([(1 + cos) / 2, -(1 + cos), (1 + cos) / 2], [1 + alpha, -2 * cos, 1 - alpha]);
}

function angles({ q, hertz }: { q: number; hertz: number }, sampleRateHz: number) {
  const omega = (2 * Math.PI * hertz) / sampleRateHz;
  return { cos: Math.cos(omega), alpha: Math.sin(omega) / (2 * q) };
}

type Three = readonly [number, number, number];

function normalized([b0, b1, b2]: Three, [a0, a1, a2]: Three): Biquad {
  return { b: [b0 / a0, b1 / a0, b2 / a0], a: [a1 / a0, a2 / a0] };
}

function filter(samples: Float32Array | Float64Array, { b, a }: Biquad): Float64Array {
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return Float64Array.from(samples, (x) => {
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2;
    [x1, x2, y1, y2] = [x, x1, y, y1];
    return y;
  });
}
