export interface Candidate {
  readonly token: number;
  /** Natural logarithm of the probability. */
  readonly logProbability: number;
}

/** Terms of the sum below e^-16 of the greatest change nothing that a float can hold. */
const NEGLIGIBLE = -16;

/**
 * The likeliest tokens under softmax, best first. Runs for every hypothesis at every step, hence the plain loops.
 * @param logits one for every token.
 */
export function mostLikely(logits: Float32Array, count: number): Candidate[] {
  const tokens = highest(logits, count);
  const normalizer = logSumExp(logits, logits[tokens[0] ?? 0] ?? 0);
  return tokens.map((token) => ({ token, logProbability: (logits[token] ?? 0) - normalizer }));
}

/** Positions of the `count` highest values, highest first. */
function highest(values: Float32Array, count: number): number[] {
  const best: number[] = [];
  let least = -Infinity;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? -Infinity;
    if (value <= least) continue;
    if (best.length === count) best.pop();
    let place = best.length;
    while (place > 0 && (values[best[place - 1] ?? 0] ?? 0) < value) place--;
    best.splice(place, 0, at);
    if (best.length === count) least = values[best[count - 1] ?? 0] ?? -Infinity;
  }
  return best;
}

function logSumExp(logits: Float32Array, greatest: number): number {
  let sum = 0;
  for (let at = 0; at < logits.length; at++) {
    const relative = (logits[at] ?? -Infinity) - greatest;
    if (relative > NEGLIGIBLE) sum += Math.exp(relative);
  }
  return greatest + Math.log(sum);
}
