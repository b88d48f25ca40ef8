import type { LoadedGraph, Runtime, Step, Tensor } from '@parley/onnx';
import type { MimiConfig } from './config.js';
import { Positions } from './positions.js';
import { nextOf, type StateSpec } from './stream-graph.js';

/** One direction of the codec for a batch of slots: its state and the step that moves it on. */
export class HalfState {
  private readonly step: Step;
  private readonly positions: Positions;
  private readonly fresh: Tensor<'bool'>;
  private readonly active: Tensor<'bool'>;
  private readonly tensors: Tensor[];

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
    const stored = Object.fromEntries(memory);
    const updated = Object.fromEntries(memory.map(([name, tensor]) => [nextOf(name), tensor]));
    const inputs = {
      ...io.inputs,
      ...stored,
      ...this.positions.inputs,
      fresh: this.fresh,
      active: this.active,
    };
    this.step = graph.bind({ inputs, outputs: { ...io.outputs, ...updated } });
    this.tensors = [...Object.values(inputs), ...Object.values(io.outputs)];
    for (let slot = 0; slot < batch; slot++) this.reset(slot);
  }

  /** The slot's next step starts a new stream: convolutions, ring and position alike. */
  reset(slot: number): void {
    this.fresh.data?.set([1], slot);
    this.positions.restart(slot);
  }

  async run(active: readonly boolean[]): Promise<void> {
    active.forEach((on, slot) => this.active.data?.set([on ? 1 : 0], slot));
    this.positions.prepare();
    await this.step.run();
    active.forEach((on, slot) => on && this.advance(slot));
  }

  close(): void {
    this.step.close();
    for (const tensor of this.tensors) tensor.close();
  }

  private advance(slot: number): void {
    this.fresh.data?.set([0], slot);
    this.positions.advance(slot);
  }
}
