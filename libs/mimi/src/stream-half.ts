import { BoundSteps, type LoadedGraph, type Runtime, type Tensor } from '@parley/onnx';
import type { MimiConfig } from './config.js';
import { Positions } from './positions.js';
import { nextOf, type StateSpec } from './stream-graph.js';

/** One direction of the codec for a batch of slots: its state and the step that moves it on. */
export class StreamHalf {
  private readonly steps: BoundSteps;
  private readonly memory: ReadonlySet<Tensor>;
  private readonly positions: Positions;
  private readonly fresh: Tensor<'bool'>;
  private readonly active: Tensor<'bool'>;

  constructor(
    config: MimiConfig,
    runtime: Runtime,
    graph: LoadedGraph,
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
    const inputs = { ...io.inputs, ...stored, ...this.positions.inputs, fresh, active };
    const updated = memory.map(([name, tensor]) => [nextOf(name), tensor] as const);
    const outputs = { ...io.outputs, ...Object.fromEntries(updated) };
    this.steps = new BoundSteps(runtime, graph, { inputs, outputs });
    this.memory = new Set([...Object.values(inputs), ...Object.values(outputs)]);
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
    await this.steps.run(active.length);
    active.forEach((on, slot) => on && this.advance(slot));
  }

  close(): void {
    this.steps.close();
    for (const tensor of this.memory) tensor.close();
  }

  private advance(slot: number): void {
    this.fresh.data?.set([0], slot);
    this.positions.advance(slot);
  }
}
