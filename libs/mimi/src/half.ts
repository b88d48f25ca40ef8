import type { LoadedGraph, Runtime, Step, Tensor } from '@parley/onnx';
import type { MimiConfig } from './config.js';
import { Positions } from './positions.js';
import { nextOf, type StateSpec } from './stream-graph.js';

/** One direction of the codec for a batch of slots: its state and the step that moves it on. */
export class HalfState {
  /** By the number of slots that they move on. */
  private readonly steps = new Map<number, Step>();
  private readonly views: Tensor[] = [];
  private readonly positions: Positions;
  private readonly fresh: Tensor<'bool'>;
  private readonly active: Tensor<'bool'>;
  private readonly inputs: Readonly<Record<string, Tensor>>;
  private readonly outputs: Readonly<Record<string, Tensor>>;

  constructor(
    config: MimiConfig,
    private readonly runtime: Runtime,
    private readonly graph: LoadedGraph,
    states: readonly StateSpec[],
    batch: number,
    io: { inputs: Record<string, Tensor>; outputs: Record<string, Tensor> },
  ) {
    this.positions = new Positions(config, runtime, batch);
    this.fresh = runtime.hostTensor('bool', [batch]);
    this.active = runtime.hostTensor('bool', [batch]);
    const memory = states.map(
      ({ name, dtype, shape }) => [name, runtime.stateTensor(dtype, [batch, ...shape])] as const,
    );
    const { fresh, active } = this;
    const stored = Object.fromEntries(memory);
    this.inputs = { ...io.inputs, ...stored, ...this.positions.inputs, fresh, active };
    const updated = memory.map(([name, tensor]) => [nextOf(name), tensor] as const);
    this.outputs = { ...io.outputs, ...Object.fromEntries(updated) };
    for (let slot = 0; slot < batch; slot++) this.reset(slot);
  }

  /** The slot's next step starts a new stream: convolutions, ring and position alike. */
  reset(slot: number): void {
    this.fresh.data?.set([1], slot);
    this.positions.restart(slot);
  }

  /** Moves the first `active.length` slots on, those that are active; a step over fewer slots is cheaper. */
  async run(active: readonly boolean[]): Promise<void> {
    active.forEach((on, slot) => this.active.data?.set([on ? 1 : 0], slot));
    this.positions.prepare(active.length);
    await this.stepOver(active.length).run();
    active.forEach((on, slot) => on && this.advance(slot));
  }

  close(): void {
    for (const step of this.steps.values()) step.close();
    const whole = new Set([...Object.values(this.inputs), ...Object.values(this.outputs)]);
    for (const tensor of [...this.views, ...whole]) tensor.close();
  }

  private stepOver(slots: number): Step {
    const known = this.steps.get(slots);
    if (known) return known;
    const inputs = this.firstSlots(this.inputs, slots);
    const step = this.graph.bind({ inputs, outputs: this.firstSlots(this.outputs, slots) });
    this.steps.set(slots, step);
    return step;
  }

  private firstSlots(tensors: Readonly<Record<string, Tensor>>, slots: number) {
    return Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => {
        const view = this.runtime.rows(tensor, 0, slots);
        this.views.push(view);
        return [name, view];
      }),
    );
  }

  private advance(slot: number): void {
    this.fresh.data?.set([0], slot);
    this.positions.advance(slot);
  }
}
