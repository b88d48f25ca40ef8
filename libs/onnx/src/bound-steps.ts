import type { Bindings, LoadedGraph, Runtime, Step, Tensor } from './runtime.js';

/** A graph bound to the tensors of a batch, for any number of its first slots: a step over fewer slots is cheaper. */
export class BoundSteps {
  private readonly steps = new Map<number, Step>();
  private readonly views: Tensor[] = [];

  /** @param shared inputs that have no slots */
  constructor(
    private readonly runtime: Runtime,
    private readonly graph: LoadedGraph,
    private readonly perSlot: Bindings,
    private readonly shared: Readonly<Record<string, Tensor>> = {},
  ) {}

  async run(slots: number): Promise<void> {
    await this.over(slots).run();
  }

  close(): void {
    for (const step of this.steps.values()) step.close();
    for (const view of this.views) view.close();
  }

  private over(slots: number): Step {
    const known = this.steps.get(slots);
    if (known) return known;
    const inputs = { ...this.firstSlots(this.perSlot.inputs, slots), ...this.shared };
    const step = this.graph.bind({ inputs, outputs: this.firstSlots(this.perSlot.outputs, slots) });
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
}
