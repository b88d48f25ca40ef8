import type { Runtime, Tensor } from '@parley/onnx';
import { stepsPerFrame, type MimiConfig } from './config.js';
import { ringSlots } from './transformer.js';

const MASKED = Number.NEGATIVE_INFINITY;

/** Where each slot stands in its stream, and the tensors that tell the transformers so. */
export class Positions {
  readonly inputs: Readonly<Record<string, Tensor>>;
  private readonly steps: number;
  private readonly ring: number;
  private readonly context: number;
  private readonly frequencies: Float32Array;
  private readonly next: number[];
  private readonly cos: Tensor<'f32'>;
  private readonly sin: Tensor<'f32'>;
  private readonly bias: Tensor<'f32'>;
  private readonly writeAt: Tensor<'i64'>;

  constructor(config: MimiConfig, runtime: Runtime, batch: number) {
    this.steps = stepsPerFrame(config);
    this.ring = ringSlots(config);
    this.context = config.transformer.context;
    this.frequencies = rotaryFrequencies(config);
    this.next = Array<number>(batch).fill(0);
    const half = this.frequencies.length;
    this.cos = runtime.hostTensor('f32', [batch, this.steps, half]);
    this.sin = runtime.hostTensor('f32', [batch, this.steps, half]);
    this.bias = runtime.hostTensor('f32', [batch, 1, this.steps, this.ring]);
    this.writeAt = runtime.hostTensor('i64', [batch]);
    this.inputs = {
      'rope.cos': this.cos,
      'rope.sin': this.sin,
      'attention.bias': this.bias,
      'ring.write': this.writeAt,
    };
  }

  restart(slot: number): void {
    this.next[slot] = 0;
  }

  /** Fills the tensors for the coming step of the first `slots` slots. */
  prepare(slots: number): void {
    for (const [slot, first] of this.next.slice(0, slots).entries()) {
      this.writeAt.data?.set([BigInt(first % this.ring)], slot);
      for (let step = 0; step < this.steps; step++) this.prepareQuery(slot, step, first);
    }
  }

  advance(slot: number): void {
    this.next[slot] = (this.next[slot] as number) + this.steps;
  }

  private prepareQuery(slot: number, step: number, first: number): void {
    const row = slot * this.steps + step;
    this.rotate(row, first + step);
    const last = first + this.steps - 1;
    const bias = this.bias.data?.subarray(row * this.ring, (row + 1) * this.ring);
    bias?.forEach((_, index) => {
      const held = last - ((((last - index) % this.ring) + this.ring) % this.ring);
      const distance = first + step - held;
      bias[index] = held >= 0 && distance >= 0 && distance < this.context ? 0 : MASKED;
    });
  }

  private rotate(row: number, position: number): void {
    this.frequencies.forEach((frequency, i) => {
      const angle = Math.fround(frequency * position);
      this.cos.data?.set([Math.cos(angle)], row * this.frequencies.length + i);
      this.sin.data?.set([Math.sin(angle)], row * this.frequencies.length + i);
    });
  }
}

/** RoPE (Su et al. 2021): one frequency for each pair of a head's channels, rounded to f32 where the reference does. */
function rotaryFrequencies({ transformer }: MimiConfig): Float32Array {
  const perHead = transformer.d_model / transformer.num_heads;
  const slope = Math.fround((-Math.log(transformer.max_period) * 2) / perHead);
  return Float32Array.from({ length: perHead / 2 }, (_, i) => Math.exp(Math.fround(i * slope)));
}
