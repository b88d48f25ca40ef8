import { percentile } from './statistics.js';
import type { TalkerResult } from './sessions-talker.js';
import type { Usage } from './sessions-usage.js';

/** What `parley bench sessions --json` prints. Latencies are null when no frame came back. */
export interface SessionsBench {
  count: number;
  setupP95Ms: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  maxMs: number | null;
  lateFrames: number;
  lostFrames: number;
  /** Empty for a server that is not ours. */
  services: Record<string, Usage>;
}

export function summarizeSessions(
  results: readonly TalkerResult[],
  services: Record<string, Usage>,
): SessionsBench {
  const latencies = results.flatMap(({ latenciesMs }) => latenciesMs);
  const total = (figure: 'late' | 'lost') =>
    results.reduce((sum, result) => sum + result[figure], 0);
  const setups = results.map(({ setupMs }) => setupMs);
  return {
    count: results.length,
    setupP95Ms: rounded(percentile(setups, 0.95)),
    p50Ms: rounded(percentile(latencies, 0.5)),
    p95Ms: rounded(percentile(latencies, 0.95)),
    p99Ms: rounded(percentile(latencies, 0.99)),
    maxMs: rounded(percentile(latencies, 1)),
    lateFrames: total('late'),
    lostFrames: total('lost'),
    services,
  };
}

function rounded(figure: number | null): number | null {
  return figure === null ? null : Math.round(figure * 10) / 10;
}
