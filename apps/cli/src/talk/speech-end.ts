import { rmsDbfs } from '@parley/audio';

const WINDOW_MS = 20;
/** What is this much quieter than the loudest window is breath or room. */
const BELOW_PEAK_DB = 35;
/** What is quieter than this is no speech, however quiet the rest. */
const FLOOR_DBFS = -60;

/**
 * Where the speech in a recording ends: the sample after the last window that is loud against the loudest one.
 * `samples` is 16-bit mono. Zero when there is no speech at all.
 */
export function findSpeechEnd(samples: Int16Array, sampleRateHz: number): number {
  const size = Math.round((sampleRateHz * WINDOW_MS) / 1_000);
  const levels = Array.from({ length: Math.ceil(samples.length / size) }, (_, index) =>
    rmsDbfs(samples.subarray(index * size, (index + 1) * size)),
  );
  const peak = levels.reduce((a, b) => Math.max(a, b), -Infinity);
  const threshold = Math.max(FLOOR_DBFS, peak - BELOW_PEAK_DB);
  const last = levels.findLastIndex((level) => level > threshold);
  return Math.min((last + 1) * size, samples.length);
}
