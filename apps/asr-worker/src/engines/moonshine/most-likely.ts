export interface Candidate {
  readonly token: number;
  /** Natural logarithm of the probability. */
  readonly logProbability: number;
}

/** Terms of the sum below e^-16 of the greatest change nothing that a float can hold. */
const NEGLIGIBLE = -16;

/** The likeliest tokens under softmax, best first. @param logits one for every token. */
export function mostLikely(logits: Float32Array, count: number): Candidate[] {
  const best: { token: number; logit: number }[] = [];
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token] ?? -Infinity;
    const worst = best[count - 1];
    if (worst && logit <= worst.logit) continue;
    let at = Math.min(best.length, count - 1);
    for (; at > 0 && (best[at - 1]?.logit ?? Infinity) < logit; at--) {
      const lower = best[at - 1];
      if (lower) best[at] = lower;
    }
    best[at] = { token, logit };
  }
  const normalizer = logSumExp(logits, best[0]?.logit ?? 0);
  return best.map(({ token, logit }) => ({ token, logProbability: logit - normalizer }));
}

function logSumExp(logits: Float32Array, greatest: number): number {
  let sum = 0;
  for (const logit of logits) {
    const relative = logit - greatest;
    if (relative > NEGLIGIBLE) sum += Math.exp(relative);
  }
  return greatest + Math.log(sum);
}
