/** A few steps of 16-bit noise. Digital silence has no spectrum, and the features of none are garbage. */
const AMPLITUDE = 4;

/** Adds a little noise; always the same for the same `seed`, so that results can be repeated. */
export class Dither {
  constructor(private seed = 1) {}

  add(pcm: Int16Array): Int16Array {
    return pcm.map((sample) => clamp(sample + this.next()));
  }

  /** Numerical Recipes' linear congruential generator, upper bits. */
  private next(): number {
    this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.round((this.seed / 2 ** 31 - 1) * AMPLITUDE);
  }
}

function clamp(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, sample));
}
