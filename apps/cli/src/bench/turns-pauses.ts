import { rmsDbfs } from '@parley/audio';
import { samplesOfMs, speechBounds } from './speech-bounds.js';

/** Where in the speech a pause may be, as shares of it, and how far from both of its ends. */
const MIDDLE = { from: 0.4, to: 0.6, marginMs: 500 };
/** Long enough that the closure of a "t" is no gap. */
const WINDOW_MS = 60;
const STEP_MS = 10;
/** Short enough not to be heard, long enough not to click. */
const FADE_MS = 5;

/**
 * The recording with silence in the quietest place in the middle of its speech, which as a rule is between two words.
 * 24 kHz mono. Undefined where the speech is too short.
 */
export function withPause(samples: Int16Array, pauseMs: number): Int16Array | undefined {
  const at = quietestPlace(samples);
  if (at === undefined) return undefined;
  const paused = new Int16Array(samples.length + samplesOfMs(pauseMs));
  paused.set(samples.subarray(0, at));
  paused.set(samples.subarray(at), at + samplesOfMs(pauseMs));
  const [before, after] = [at, at + samplesOfMs(pauseMs)];
  scale(paused.subarray(before - samplesOfMs(FADE_MS), before), (share) => 1 - share);
  scale(paused.subarray(after, after + samplesOfMs(FADE_MS)), (share) => share);
  return paused;
}

/** Sample number in the middle of the quietest window. */
export function quietestPlace(samples: Int16Array): number | undefined {
  const { start, end } = speechBounds(samples);
  const [length, margin] = [end - start, samplesOfMs(MIDDLE.marginMs)];
  const from = start + Math.max(margin, Math.round(MIDDLE.from * length));
  const to = end - Math.max(margin, Math.round((1 - MIDDLE.to) * length));
  const half = samplesOfMs(WINDOW_MS / 2);
  let quietest: { at: number; level: number } | undefined;
  for (let at = from; at <= to; at += samplesOfMs(STEP_MS)) {
    const level = rmsDbfs(samples.subarray(at - half, at + half));
    if (!quietest || level < quietest.level) quietest = { at, level };
  }
  return quietest?.at;
}

/** In place. @param gainAt by the share of the part that is over */
function scale(part: Int16Array, gainAt: (share: number) => number): void {
  for (let i = 0; i < part.length; i++) part[i] = (part[i] ?? 0) * gainAt(i / part.length);
}
