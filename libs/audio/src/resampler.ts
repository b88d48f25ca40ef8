/** Zero crossings of the sinc on each side of its centre. */
const ZERO_CROSSINGS = 32;
/** Attenuation of the Kaiser window, in decibels. */
const STOPBAND_DB = 80;

/**
 * A streaming mono resampler: a Kaiser-windowed sinc, one polyphase branch for each position that an
 * output sample can have between two input samples. Output sample n lies at the same time as input
 * sample n * fromHz / toHz: the filter's delay is taken out. Rates are whole hertz.
 */
export class Resampler {
  /** Output samples for every `downFactor` input samples. */
  private readonly upFactor: number;
  private readonly downFactor: number;
  private readonly halfTaps: number;
  private readonly branches: Float32Array[];
  /** Input that later output still needs; its first sample has index `pendingStart`. */
  private pending: Float32Array;
  private pendingStart: number;
  private inputCount = 0;
  private outputCount = 0;

  constructor(fromHz: number, toHz: number) {
    const divisor = greatestCommonDivisor(fromHz, toHz);
    this.upFactor = toHz / divisor;
    this.downFactor = fromHz / divisor;
    // Going down, the filter has to cut at the lower rate and gets longer by as much.
    const stretch = Math.max(1, fromHz / toHz);
    this.halfTaps = fromHz === toHz ? 0 : Math.ceil(ZERO_CROSSINGS * stretch);
    this.branches = polyphaseBranches(this.upFactor, this.halfTaps, stretch);
    this.pending = new Float32Array(this.halfTaps);
    this.pendingStart = -this.halfTaps;
  }

  /** Returns the output samples whose whole filter has been heard; there may be none. */
  push(samples: Float32Array): Float32Array {
    if (this.halfTaps === 0) return samples.slice();
    this.inputCount += samples.length;
    return this.take(samples, this.outputBefore(this.inputCount - this.halfTaps));
  }

  /** Returns the rest, as if silence followed. The stream is over then. */
  flush(): Float32Array {
    if (this.halfTaps === 0) return new Float32Array();
    return this.take(new Float32Array(this.halfTaps), this.outputBefore(this.inputCount));
  }

  /** How many output samples lie before this input sample. */
  private outputBefore(input: number): number {
    return Math.max(0, Math.ceil((input * this.upFactor) / this.downFactor));
  }

  private take(samples: Float32Array, end: number): Float32Array {
    const input = joined(this.pending, samples);
    const output = new Float32Array(end - this.outputCount);
    for (let i = 0; i < output.length; i++) output[i] = this.outputAt(this.outputCount + i, input);
    this.outputCount = end;
    this.keep(input);
    return output;
  }

  private outputAt(index: number, input: Float32Array): number {
    const branch = this.branches[(index * this.downFactor) % this.upFactor] as Float32Array;
    const start = this.firstInputOf(index) - this.pendingStart;
    let sum = 0;
    for (let tap = 0; tap < branch.length; tap++)
      sum += (branch[tap] as number) * (input[start + tap] as number);
    return sum;
  }

  private keep(input: Float32Array): void {
    const used = this.firstInputOf(this.outputCount) - this.pendingStart;
    this.pending = input.slice(used);
    this.pendingStart += used;
  }

  private firstInputOf(output: number): number {
    return Math.floor((output * this.downFactor) / this.upFactor) - this.halfTaps + 1;
  }
}

function joined(head: Float32Array, tail: Float32Array): Float32Array {
  const whole = new Float32Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}

/** `count` rows of 2 * `halfTaps` coefficients; row p is for output p / `count` after an input sample. */
function polyphaseBranches(count: number, halfTaps: number, stretch: number): Float32Array[] {
  // The transition band ends at the lower Nyquist frequency, so that nothing folds back.
  const transition = (STOPBAND_DB - 7.95) / (14.36 * 2 * ZERO_CROSSINGS);
  const cutoff = (1 - transition) / stretch;
  return Array.from({ length: count }, (_, phase) => {
    const taps = Float32Array.from({ length: 2 * halfTaps }, (_, tap) => {
      const distance = tap - halfTaps + 1 - phase / count;
      return sinc(cutoff * distance) * kaiser(distance / halfTaps);
    });
    const gain = taps.reduce((sum, tap) => sum + tap, 0);
    return taps.map((tap) => tap / gain);
  });
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The Kaiser window over [-1, 1], up to a factor. */
function kaiser(x: number): number {
  const beta = 0.1102 * (STOPBAND_DB - 8.7);
  return Math.abs(x) > 1 ? 0 : besselI0(beta * Math.sqrt(1 - x * x));
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** A whole signal at another sample rate. */
export function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  const resampler = new Resampler(fromHz, toHz);
  const [head, tail] = [resampler.push(samples), resampler.flush()];
  const result = new Float32Array(head.length + tail.length);
  result.set(head);
  result.set(tail, head.length);
  return result;
}
