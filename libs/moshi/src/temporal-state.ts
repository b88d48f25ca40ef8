import { BoundSteps, RotaryRing, type Runtime, type Tensor } from '@parley/onnx';
import { streamCount, type MoshiConfig } from './config.js';
import { MAX_TOP_K } from './graphs/sampling.js';
import { ringSlots, seenFrames, temporalStates } from './graphs/temporal.js';
import type { MoshiGraphs } from './moshi-graphs.js';
import { Prefill } from './prefill.js';
import type { PromptFrame } from './prompt-frame.js';
import { restorePromptState, savePromptState, type PromptState } from './prompt-state.js';
import type { Sampler } from './sampler.js';
import { SamplingTensors } from './sampling-tensors.js';
import { nextOf, positionInputs } from './temporal-inputs.js';
import { NO_TOKEN } from './token-ring.js';

/** The temporal transformer of a batch of slots: the keys and values of each, where it stands, and its steps. */
export class TemporalState {
  /** (slots, dim) */
  readonly hidden: Tensor<'f32'>;
  /** (slots) */
  readonly token: Tensor<'i64'>;
  /** (slots, text_card) */
  readonly logits: Tensor<'f32'>;
  private readonly memory: Readonly<Record<string, Tensor<'f32'>>>;
  private readonly ring: RotaryRing;
  private readonly next: number[];
  private readonly tokens: Tensor<'i64'>;
  private readonly position: {
    readonly cos: Tensor<'f32'>;
    readonly sin: Tensor<'f32'>;
    readonly bias: Tensor<'f32'>;
    readonly writeAt: Tensor<'i64'>;
  };
  private readonly sampling: SamplingTensors;
  private readonly steps: BoundSteps;
  private readonly owned: Tensor[];

  constructor(
    private readonly config: MoshiConfig,
    private readonly runtime: Runtime,
    private readonly graphs: MoshiGraphs,
    slots: number,
  ) {
    const { dim, num_heads: heads, max_period: maxPeriod, text_card: card } = config;
    const [perHead, ring, context] = [dim / heads, ringSlots(config), seenFrames(config)];
    this.ring = new RotaryRing({ perHead, maxPeriod, context, ring });
    this.next = Array<number>(slots).fill(0);
    this.tokens = runtime.hostTensor('i64', [slots, 1, streamCount(config)]);
    const extra = runtime.hostTensor('f32', [slots, 1, dim]);
    this.position = {
      cos: runtime.hostTensor('f32', [slots, 1, perHead / 2]),
      sin: runtime.hostTensor('f32', [slots, 1, perHead / 2]),
      bias: runtime.hostTensor('f32', [slots, 1, 1, ring]),
      writeAt: runtime.hostTensor('i64', [slots]),
    };
    const limit = Math.min(MAX_TOP_K, card);
    this.sampling = new SamplingTensors(runtime, slots, limit, [limit]);
    this.hidden = runtime.stateTensor('f32', [slots, dim]);
    this.logits = runtime.stateTensor('f32', [slots, card]);
    this.token = runtime.hostTensor('i64', [slots]);
    this.memory = Object.fromEntries(
      temporalStates(config).map(({ name, shape }) => [
        name,
        runtime.stateTensor('f32', [slots, ...shape]),
      ]),
    );
    const inputs = {
      tokens: this.tokens,
      extra,
      ...positionInputs(this.position),
      ...this.sampling.perSlot,
      ...this.memory,
    };
    const outputs = {
      hidden: this.hidden,
      'text.logits': this.logits,
      'text.token': this.token,
      ...nextOf(this.memory),
    };
    const { shared } = this.sampling;
    this.steps = new BoundSteps(runtime, graphs.temporal, { inputs, outputs }, shared);
    this.owned = [...new Set([...Object.values(inputs), ...Object.values(outputs)])];
    this.owned.push(...Object.values(shared));
  }

  restart(slot: number): void {
    this.next[slot] = 0;
  }

  /**
   * Moves the given slots on by one frame. Slots between them sit out: what they write lands where nothing is read before it is
   * overwritten.
   */
  async step(
    frames: readonly { slot: number; tokens: Int32Array; sampler: Sampler }[],
  ): Promise<void> {
    const slots = Math.max(...frames.map(({ slot }) => slot)) + 1;
    this.tokens.data?.fill(BigInt(NO_TOKEN));
    for (const { slot, tokens } of frames)
      tokens.forEach((token, i) =>
        this.tokens.data?.set([BigInt(token)], slot * tokens.length + i),
      );
    for (let slot = 0; slot < slots; slot++) this.describe(slot);
    this.sampling.prepare(
      frames.map(({ slot, sampler }) => ({ slot, sampler, draw: sampler.text })),
    );
    await this.steps.run(slots);
    for (const { slot } of frames) this.next[slot] = (this.next[slot] as number) + 1;
  }

  /** Feeds frames that nothing is drawn for: many at once. */
  async feed(slot: number, frames: readonly PromptFrame[]): Promise<void> {
    await this.withRows(slot, async (memory) => {
      const prefill = new Prefill(this.config, this.runtime, this.graphs, memory, this.ring);
      await prefill.run(this.next[slot] as number, frames).finally(() => prefill.close());
    });
    this.next[slot] = (this.next[slot] as number) + frames.length;
  }

  /** Copies all that a slot has been fed so far. @returns undefined when the ring no longer holds all of it */
  async save(slot: number): Promise<PromptState | undefined> {
    const frames = this.next[slot] as number;
    if (frames > this.config.context) return undefined;
    return this.withRows(slot, (memory) =>
      savePromptState(this.config, this.runtime, this.graphs.saveState, memory, frames),
    );
  }

  async restore(slot: number, state: PromptState): Promise<void> {
    await this.withRows(slot, (memory) =>
      restorePromptState(this.graphs.restoreState, memory, state),
    );
    this.next[slot] = state.frames;
  }

  close(): void {
    this.steps.close();
    for (const tensor of this.owned) tensor.close();
  }

  private async withRows<T>(
    slot: number,
    use: (memory: Readonly<Record<string, Tensor<'f32'>>>) => Promise<T>,
  ): Promise<T> {
    const memory = this.rowsOf(slot);
    try {
      return await use(memory);
    } finally {
      for (const view of Object.values(memory)) view.close();
    }
  }

  private rowsOf(slot: number): Record<string, Tensor<'f32'>> {
    return Object.fromEntries(
      Object.entries(this.memory).map(([name, tensor]) => [
        name,
        this.runtime.rows(tensor, slot, 1),
      ]),
    );
  }

  private describe(slot: number): void {
    const { cos, sin, bias, writeAt } = this.position;
    const first = this.next[slot] as number;
    writeAt.data?.set([BigInt(this.ring.slotOf(first))], slot);
    this.ring.describe(first, 1, {
      cos: rowOf(cos, slot),
      sin: rowOf(sin, slot),
      bias: rowOf(bias, slot),
    });
  }
}

function rowOf({ data, shape }: Tensor<'f32'>, slot: number): Float32Array {
  const perSlot = shape.slice(1).reduce((product, size) => product * size, 1);
  return (data as Float32Array).subarray(slot * perSlot, (slot + 1) * perSlot);
}
