import { BoundSteps, type Runtime, type Tensor } from '@parley/onnx';
import type { MoshiConfig } from './config.js';
import { MAX_TOP_K } from './graphs/sampling.js';
import type { MoshiGraphs } from './moshi-graphs.js';
import type { Sampler } from './sampler.js';
import { SamplingTensors } from './sampling-tensors.js';
import type { TemporalState } from './temporal-state.js';
import type { FrameInput } from './token-ring.js';

/** The depformer of a batch of slots. It keeps nothing from frame to frame. */
export class DepformerState {
  /** (slots, steps) */
  readonly tokens: Tensor<'i64'>;
  /** (slots, steps, card) */
  readonly logits: Tensor<'f32'>;
  private readonly given: Tensor<'bool'>;
  private readonly givenTokens: Tensor<'i64'>;
  private readonly sampling: SamplingTensors;
  private readonly bound: BoundSteps;
  private readonly owned: Tensor[];

  constructor(
    config: MoshiConfig,
    runtime: Runtime,
    graphs: MoshiGraphs,
    { hidden, token }: TemporalState,
    slots: number,
    private readonly steps: number,
  ) {
    const limit = Math.min(MAX_TOP_K, config.card);
    this.given = runtime.hostTensor('bool', [slots, 1 + steps]);
    this.givenTokens = runtime.hostTensor('i64', [slots, 1 + steps]);
    this.sampling = new SamplingTensors(runtime, slots, limit, [steps, limit]);
    this.tokens = runtime.hostTensor('i64', [slots, steps]);
    this.logits = runtime.stateTensor('f32', [slots, steps, config.card]);
    const own = {
      given: this.given,
      'given.tokens': this.givenTokens,
      ...this.sampling.perSlot,
    };
    const outputs = { 'audio.tokens': this.tokens, 'audio.logits': this.logits };
    const inputs = { ...own, hidden, 'text.token': token };
    const { shared } = this.sampling;
    this.bound = new BoundSteps(runtime, graphs.depformer, { inputs, outputs }, shared);
    this.owned = [...Object.values({ ...own, ...outputs, ...shared })];
  }

  /** Draws the audio tokens of the frame that the temporal transformer has just stepped. */
  async step(
    frames: readonly { slot: number; input: FrameInput; sampler: Sampler }[],
  ): Promise<void> {
    for (const { slot, input } of frames)
      for (let i = 0; i <= this.steps; i++) {
        const at = slot * (1 + this.steps) + i;
        this.given.data?.set([input.given[i] ? 1 : 0], at);
        this.givenTokens.data?.set([BigInt(input.target[i] as number)], at);
      }
    this.sampling.prepare(
      frames.map(({ slot, sampler }) => ({ slot, sampler, draw: sampler.audio })),
    );
    await this.bound.run(Math.max(...frames.map(({ slot }) => slot)) + 1);
  }

  close(): void {
    this.bound.close();
    for (const tensor of this.owned) tensor.close();
  }
}
