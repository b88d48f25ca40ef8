/** The value below which a share of the figures lies, by nearest rank; null when there are none. */
export function percentile(figures: readonly number[], share: number): number | null {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

export interface Spread {
  p50Ms: number | null;
  p95Ms: number | null;
}

export function spread(figures: readonly number[]): Spread {
  return { p50Ms: percentile(figures, 0.5), p95Ms: percentile(figures, 0.95) };
}
