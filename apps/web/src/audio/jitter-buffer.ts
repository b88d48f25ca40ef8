/** Audio that is held back before playback starts, so that a late packet is not heard. */
const START_MS = 100;
/** Every underrun raises what is held back, up to this: with bursts of 80 ms it stays below `MAX_AHEAD_MS`. */
const MAX_TARGET_MS = 200;
const TARGET_STEP_MS = 40;
/** After so long without an underrun the target goes down a step. */
const CALM_MS = 10_000;
/** More than this is delay without use: the oldest is dropped. */
const MAX_AHEAD_MS = 300;
const FADE_MS = 8;

/**
 * Evens out the arrival of mono audio between a network and a sound card.
 * Gaps and cuts do not click: what was playing fades out backwards while what follows fades in.
 */
export class JitterBuffer {
  private readonly queue = new SampleQueue();
  private readonly fade: Fade;
  private targetMs = START_MS;
  private playing = false;
  private calmSamples = 0;
  private underrunCount = 0;
  private droppedSamples = 0;

  constructor(private readonly sampleRateHz: number) {
    this.fade = new Fade(this.samplesOf(FADE_MS));
  }

  get bufferedMs(): number {
    return this.msOf(this.queue.length);
  }

  get droppedMs(): number {
    return this.msOf(this.droppedSamples);
  }

  /** How often the audio ran out while it played. */
  get underruns(): number {
    return this.underrunCount;
  }

  push(samples: Float32Array): void {
    this.queue.push(samples);
    if (this.bufferedMs > MAX_AHEAD_MS) this.dropToTarget();
  }

  /** Fills `output`, with silence where there is no audio. */
  pull(output: Float32Array): void {
    if (!this.playing && this.bufferedMs >= this.targetMs) this.start();
    for (let index = 0; index < output.length; index += 1) output[index] = this.next();
  }

  /** Forgets all that waits: the person spoke, and the voice must stop at once. */
  flush(): void {
    this.queue.drop(this.queue.length);
    if (this.playing) this.stop();
  }

  private next(): number {
    if (this.playing && this.queue.length === 0) this.runDry();
    if (!this.playing) return this.fade.apply(0);
    this.countCalm();
    return this.fade.apply(this.queue.shift());
  }

  private start(): void {
    this.playing = true;
    this.calmSamples = 0;
    this.fade.begin();
  }

  private stop(): void {
    this.playing = false;
    this.fade.begin();
  }

  private runDry(): void {
    this.underrunCount += 1;
    this.targetMs = Math.min(this.targetMs + TARGET_STEP_MS, MAX_TARGET_MS);
    this.stop();
  }

  private countCalm(): void {
    this.calmSamples += 1;
    if (this.calmSamples < this.samplesOf(CALM_MS)) return;
    this.calmSamples = 0;
    this.targetMs = Math.max(this.targetMs - TARGET_STEP_MS, START_MS);
  }

  private dropToTarget(): void {
    const surplus = this.queue.length - this.samplesOf(this.targetMs);
    this.queue.drop(surplus);
    this.droppedSamples += surplus;
    this.fade.begin();
  }

  private samplesOf(ms: number): number {
    return Math.round((ms / 1000) * this.sampleRateHz);
  }

  private msOf(samples: number): number {
    return (samples / this.sampleRateHz) * 1000;
  }
}

/** First in, first out, over the chunks as they came. */
class SampleQueue {
  private readonly chunks: Float32Array[] = [];
  private headOffset = 0;
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(chunk: Float32Array): void {
    if (chunk.length === 0) return;
    this.chunks.push(chunk);
    this.count += chunk.length;
  }

  /** The oldest sample; 0 when there is none. */
  shift(): number {
    const sample = this.chunks[0]?.[this.headOffset] ?? 0;
    this.drop(1);
    return sample;
  }

  drop(samples: number): void {
    let left = Math.min(samples, this.count);
    this.count -= left;
    while (left > 0) left -= this.dropFromHead(left);
  }

  private dropFromHead(samples: number): number {
    const headLength = (this.chunks[0]?.length ?? 0) - this.headOffset;
    if (samples < headLength) {
      this.headOffset += samples;
      return samples;
    }
    this.chunks.shift();
    this.headOffset = 0;
    return headLength;
  }
}

/** A cross-fade from what was heard last, played backwards so that it joins without a step. */
class Fade {
  private readonly recent: Float32Array;
  private readonly tail: Float32Array;
  private writeIndex = 0;
  private position: number;

  constructor(private readonly length: number) {
    this.recent = new Float32Array(length);
    this.tail = new Float32Array(length);
    this.position = length;
  }

  begin(): void {
    for (let age = 0; age < this.length; age += 1) {
      const index = (this.writeIndex - 1 - age + this.length) % this.length;
      this.tail[age] = this.recent[index] ?? 0;
    }
    this.position = 0;
  }

  apply(sample: number): number {
    const mixed = this.mix(sample);
    this.recent[this.writeIndex] = mixed;
    this.writeIndex = (this.writeIndex + 1) % this.length;
    return mixed;
  }

  private mix(sample: number): number {
    if (this.position === this.length) return sample;
    const share = this.position / this.length;
    const mixed = sample * share + (this.tail[this.position] ?? 0) * (1 - share);
    this.position += 1;
    return mixed;
  }
}
