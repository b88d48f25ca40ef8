const MASKED = Number.NEGATIVE_INFINITY;

export interface RotaryRingOptions {
  /** Channels of one attention head. */
  readonly perHead: number;
  readonly maxPeriod: number;
  /** Steps that a query sees, its own among them. */
  readonly context: number;
  /** Slots of the ring that past keys and values lie in: at least `context` and the steps of a run, less one. */
  readonly ring: number;
}

/** What attention over a ring needs to know of a run of steps; each array begins with the run's first step. */
export interface RingSteps {
  /** (steps, half a head) */
  readonly cos: Float32Array;
  /** (steps, half a head) */
  readonly sin: Float32Array;
  /** (steps, ring): 0 where a query may look and -infinity elsewhere. */
  readonly bias: Float32Array;
}

/** Rotary positions (Su et al. 2021, https://arxiv.org/abs/2104.09864) and the mask of streaming attention over a ring of past keys. */
export class RotaryRing {
  private readonly frequencies: Float32Array;

  constructor(private readonly options: RotaryRingOptions) {
    this.frequencies = rotaryFrequencies(options);
  }

  /** Ring slot that the key of `position` lies in. */
  slotOf(position: number): number {
    return position % this.options.ring;
  }

  /** Describes a run of `steps` steps from `position` on, which has written its own keys already. */
  describe(position: number, steps: number, { cos, sin, bias }: RingSteps): void {
    const { ring } = this.options;
    for (let step = 0; step < steps; step++) {
      this.rotate(position + step, step, cos, sin);
      const row = bias.subarray(step * ring, (step + 1) * ring);
      this.mask(position + step, position + steps - 1, row);
    }
  }

  private rotate(position: number, step: number, cos: Float32Array, sin: Float32Array): void {
    const { length } = this.frequencies;
    for (let i = 0; i < length; i++) {
      const angle = Math.fround((this.frequencies[i] as number) * position);
      cos[step * length + i] = Math.cos(angle);
      sin[step * length + i] = Math.sin(angle);
    }
  }

  /** @param newest the newest key in the ring */
  private mask(query: number, newest: number, row: Float32Array): void {
    const { ring, context } = this.options;
    row.fill(MASKED);
    const oldest = Math.max(0, query - context + 1, newest - ring + 1);
    for (let key = oldest; key <= query; key++) row[key % ring] = 0;
  }
}

/** One frequency for each pair of a head's channels, rounded to 32 bits where the reference does. */
function rotaryFrequencies({ perHead, maxPeriod }: RotaryRingOptions): Float32Array {
  const slope = Math.fround((-Math.log(maxPeriod) * 2) / perHead);
  return new Float32Array(perHead / 2).map((_, i) => Math.exp(Math.fround(i * slope)));
}
