import { RotaryRing, type Runtime, type Tensor } from '@parley/onnx';
import { stepsPerFrame, type MimiConfig } from './config.js';
import { ringSlots } from './transformer.js';

/** Where each slot stands in its stream, and the tensors that tell the transformers so. */
export class Positions {
  readonly inputs: Readonly<Record<string, Tensor>>;
  private readonly steps: number;
  private readonly ring: RotaryRing;
  private readonly next: number[];
  private readonly cos: Tensor<'f32'>;
  private readonly sin: Tensor<'f32'>;
  private readonly bias: Tensor<'f32'>;
  private readonly writeAt: Tensor<'i64'>;

  constructor(config: MimiConfig, runtime: Runtime, batch: number) {
    const { d_model, num_heads, max_period: maxPeriod, context } = config.transformer;
    const perHead = d_model / num_heads;
    this.steps = stepsPerFrame(config);
    this.ring = new RotaryRing({ perHead, maxPeriod, context, ring: ringSlots(config) });
    this.next = Array<number>(batch).fill(0);
    this.cos = runtime.hostTensor('f32', [batch, this.steps, perHead / 2]);
    this.sin = runtime.hostTensor('f32', [batch, this.steps, perHead / 2]);
    this.bias = runtime.hostTensor('f32', [batch, 1, this.steps, ringSlots(config)]);
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
      this.writeAt.data?.set([BigInt(this.ring.slotOf(first))], slot);
      this.ring.describe(first, this.steps, {
        cos: rowsOf(this.cos, slot),
        sin: rowsOf(this.sin, slot),
        bias: rowsOf(this.bias, slot),
      });
    }
  }

  advance(slot: number): void {
    this.next[slot] = (this.next[slot] as number) + this.steps;
  }
}

function rowsOf({ data, shape }: Tensor<'f32'>, slot: number): Float32Array {
  const perSlot = shape.slice(1).reduce((product, size) => product * size, 1);
  return (data as Float32Array).subarray(slot * perSlot, (slot + 1) * perSlot);
}
