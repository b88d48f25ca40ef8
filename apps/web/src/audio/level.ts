/** Root mean square of samples in [-1, 1]; 0 for none. */
export function rms(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  return Math.sqrt(sumOfSquares(samples) / samples.length);
}

export function sumOfSquares(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum;
}

const FLOOR_DB = -48;

/**
 * How loud an RMS level looks, from 0 (-48 dBFS, a quiet room) to 1 (full scale).
 * Squared, or speech, which stays within some 20 dB, would look like a wall.
 */
export function loudness(level: number): number {
  if (level <= 0) return 0;
  const decibels = 20 * Math.log10(level);
  return Math.min(1, Math.max(0, 1 - decibels / FLOOR_DB)) ** 2;
}
