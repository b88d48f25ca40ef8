import { MOONSHINE_SAMPLE_RATE_HZ } from './model.js';

/** Moonshine was trained on up to 30 s; its attention grows with the square of the length. */
export const LONGEST_WINDOW_SAMPLES = 15 * MOONSHINE_SAMPLE_RATE_HZ;
const SHORTEST_WINDOW_SAMPLES = 6 * MOONSHINE_SAMPLE_RATE_HZ;
/** A pause between words is about this long. */
const PAUSE_SAMPLES = 0.2 * MOONSHINE_SAMPLE_RATE_HZ;
const STEP_SAMPLES = 0.02 * MOONSHINE_SAMPLE_RATE_HZ;

/**
 * Where to cut speech that is too long for one decode: in the middle of the quietest 200 ms from its sixth to its
 * fifteenth second.
 * @param samples of at least that length. @returns samples before the cut.
 */
export function cutAt(samples: Int16Array): number {
  const energies = stepEnergies(samples.subarray(SHORTEST_WINDOW_SAMPLES, LONGEST_WINDOW_SAMPLES));
  const steps = PAUSE_SAMPLES / STEP_SAMPLES;
  let quietest = { energy: Infinity, step: 0 };
  for (let step = 0; step + steps <= energies.length; step++) {
    const energy = energies.slice(step, step + steps).reduce((sum, value) => sum + value, 0);
    // the later of two equal pauses makes fewer windows
    if (energy <= quietest.energy) quietest = { energy, step };
  }
  return SHORTEST_WINDOW_SAMPLES + (quietest.step + steps / 2) * STEP_SAMPLES;
}

/** Sum of squares of every 20 ms. */
function stepEnergies(samples: Int16Array): number[] {
  const energies: number[] = [];
  for (let at = 0; at + STEP_SAMPLES <= samples.length; at += STEP_SAMPLES) {
    let sum = 0;
    for (const sample of samples.subarray(at, at + STEP_SAMPLES)) sum += sample * sample;
    energies.push(sum);
  }
  return energies;
}
