import { GraphBuilder, type Dimension, type DType, type Model, type Value } from '@parley/onnx';

/** The batch size stays open: a graph serves any number of slots. */
export const BATCH = 'batch';

/** State that a graph keeps between steps. `shape` is that of one slot. */
export interface StateSpec {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

export interface StreamModel {
  readonly model: Model;
  readonly states: readonly StateSpec[];
}

/** The output that carries a state's next value is named after its input. */
export function nextOf(state: string): string {
  return `${state}.next`;
}

/**
 * A graph whose layers keep state. Activations are laid out (batch, time, channels).
 *
 * Two masks of shape (batch) steer the slots: where `fresh` is true, a slot starts from the initial state;
 * where `active` is false, it sits the step out and keeps its state.
 */
export class StreamGraph {
  readonly builder = new GraphBuilder(24);
  private readonly states: StateSpec[] = [];
  private readonly fresh: Value;
  private readonly active: Value;

  constructor() {
    const perSlot = this.builder.integers([-1, 1, 1]);
    this.fresh = this.builder.op('Reshape', [
      this.builder.input('fresh', 'bool', [BATCH]),
      perSlot,
    ]);
    this.active = this.builder.op('Reshape', [
      this.builder.input('active', 'bool', [BATCH]),
      perSlot,
    ]);
  }

  /**
   * State of shape (batch, time, channels).
   * @param initial value of a fresh slot; zero when absent
   */
  state(
    name: string,
    shape: readonly [number, number],
    initial?: Value,
  ): { previous: Value; update(next: Value): void } {
    const stored = this.declare(name, 'f32', shape);
    const previous = this.builder.op('Where', [
      this.fresh,
      initial ?? this.builder.floats([0], [1, 1, 1]),
      stored,
    ]);
    return {
      previous,
      update: (next) =>
        this.finish(name, 'f32', shape, this.builder.op('Where', [this.active, next, previous])),
    };
  }

  /** State that its layer overwrites in part, so that neither mask has to touch all of it. */
  ring(name: string, shape: readonly number[]): { stored: Value; update(next: Value): void } {
    const stored = this.declare(name, 'f32', shape);
    return { stored, update: (next) => this.finish(name, 'f32', shape, next) };
  }

  build(): StreamModel {
    return { model: this.builder.build(), states: this.states };
  }

  // ---- shapes -------------------------------------------------------------------------------------------------

  /** `sizes` as in ONNX Reshape: 0 keeps a size, -1 is worked out. */
  reshape(x: Value, sizes: readonly number[]): Value {
    return this.builder.op('Reshape', [x, this.builder.integers(sizes)]);
  }

  transpose(x: Value, order: readonly number[]): Value {
    return this.builder.op('Transpose', [x], { perm: order });
  }

  concat(parts: readonly Value[], axis: number): Value {
    return parts.length === 1 ? (parts[0] as Value) : this.builder.op('Concat', parts, { axis });
  }

  /** Elements `from` to `to` (not included; negative counts from the end) along one axis. */
  slice(x: Value, axis: number, from: number, to: number): Value {
    const { integers, op } = this.bound();
    return op('Slice', [x, integers([from]), integers([to]), integers([axis])]);
  }

  /** `x` (..., inputs) times a weight (inputs, outputs), plus a bias. */
  linear(
    x: Value,
    weight: Float32Array,
    [inputs, outputs]: readonly [number, number],
    bias?: Float32Array,
  ): Value {
    const matrix = this.builder.floats(weight, [inputs, outputs]);
    const product = this.builder.op('MatMul', [x, matrix]);
    return bias ? this.builder.op('Add', [product, this.builder.floats(bias, [outputs])]) : product;
  }

  private bound() {
    return {
      integers: (values: readonly number[]) => this.builder.integers(values),
      op: (type: string, inputs: readonly Value[]) => this.builder.op(type, inputs),
    };
  }

  private declare(name: string, dtype: DType, shape: readonly number[]): Value {
    this.states.push({ name, dtype, shape });
    return this.builder.input(name, dtype, batched(shape));
  }

  private finish(name: string, dtype: DType, shape: readonly number[], next: Value): void {
    this.builder.output(next, nextOf(name), dtype, batched(shape));
  }
}

function batched(shape: readonly number[]): Dimension[] {
  return [BATCH, ...shape];
}
