import { rmsDbfs } from '@parley/audio';
import type { Timed } from './bench-session.js';
import { msOfSamples, samplesOfMs } from './speech-bounds.js';

const WINDOW_MS = 20;
const SILENT_DBFS = -50;
const VOICED_DBFS = -40;
/** Longer than the agent pauses between two clauses. */
const SILENT_FOR_MS = 400;

/** How long after `onsetAt` the agent fell silent, in milliseconds; null when it did not. */
export function silentAfterMs(
  output: readonly Timed<Int16Array>[],
  onsetAt: number,
): number | null {
  const windows = windowsOf(output).filter(({ at }) => at >= onsetAt);
  let silentSince: number | undefined;
  for (const { at, level } of windows) {
    if (level >= SILENT_DBFS) silentSince = undefined;
    else silentSince ??= at;
    if (silentSince !== undefined && at + WINDOW_MS - silentSince >= SILENT_FOR_MS)
      return Math.round(silentSince - onsetAt);
  }
  return null;
}

/** Whether the agent is heard between two times. */
export function isVoiced(
  output: readonly Timed<Int16Array>[],
  fromAt: number,
  toAt: number,
): boolean {
  return windowsOf(output).some(
    ({ at, level }) => at >= fromAt && at < toAt && level > VOICED_DBFS,
  );
}

/** A frame is heard from the time of its arrival on. */
function windowsOf(output: readonly Timed<Int16Array>[]): { at: number; level: number }[] {
  const size = samplesOfMs(WINDOW_MS);
  return output.flatMap(({ at, value }) =>
    Array.from({ length: Math.ceil(value.length / size) }, (_, i) => ({
      at: at + msOfSamples(i * size),
      level: rmsDbfs(value.subarray(i * size, (i + 1) * size)),
    })),
  );
}
