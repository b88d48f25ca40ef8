import type { RotaryRing, Runtime, Step, Tensor } from '@parley/onnx';
import { streamCount, type MoshiConfig } from './config.js';
import { MAX_TOP_K } from './graphs/sampling.js';
import { MAX_FRAMES, ringSlots } from './graphs/temporal.js';
import type { MoshiGraphs } from './moshi-graphs.js';
import type { PromptFrame } from './prompt-frame.js';
import { SamplingTensors } from './sampling-tensors.js';
import { nextOf, positionInputs } from './temporal-inputs.js';
import { NO_TOKEN } from './token-ring.js';

/**
 * Feeds one slot many frames in a run. The last run is filled up with frames of nothing, whose keys are overwritten before any
 * frame looks at them.
 */
export class Prefill {
  private readonly tokens: Tensor<'i64'>;
  private readonly extra: Tensor<'f32'>;
  private readonly position: Parameters<typeof positionInputs>[0];
  private readonly owned: Tensor[];
  private readonly step: Step;

  /** @param memory keys and values of the slot alone */
  constructor(
    private readonly config: MoshiConfig,
    runtime: Runtime,
    graphs: MoshiGraphs,
    memory: Readonly<Record<string, Tensor>>,
    private readonly ring: RotaryRing,
  ) {
    const { dim, num_heads: heads, text_card: card } = config;
    const half = dim / heads / 2;
    this.tokens = runtime.hostTensor('i64', [1, MAX_FRAMES, streamCount(config)]);
    this.extra = runtime.hostTensor('f32', [1, MAX_FRAMES, dim]);
    this.position = {
      cos: runtime.hostTensor('f32', [1, MAX_FRAMES, half]),
      sin: runtime.hostTensor('f32', [1, MAX_FRAMES, half]),
      bias: runtime.hostTensor('f32', [1, 1, MAX_FRAMES, ringSlots(config)]),
      writeAt: runtime.hostTensor('i64', [1]),
    };
    const limit = Math.min(MAX_TOP_K, card);
    const { perSlot, shared } = new SamplingTensors(runtime, 1, limit, [limit]);
    const position = positionInputs(this.position);
    const own = { tokens: this.tokens, extra: this.extra, ...position, ...perSlot, ...shared };
    const ignored = {
      hidden: runtime.stateTensor('f32', [1, dim]),
      'text.logits': runtime.stateTensor('f32', [1, card]),
      'text.token': runtime.hostTensor('i64', [1]),
    };
    this.owned = [...Object.values(own), ...Object.values(ignored)];
    this.step = graphs.temporal.bind({
      inputs: { ...own, ...memory },
      outputs: { ...ignored, ...nextOf(memory) },
    });
  }

  /** @param position frames that the slot was fed before; at most `MAX_FRAMES` frames */
  async run(position: number, frames: readonly PromptFrame[]): Promise<void> {
    this.tokens.data?.fill(BigInt(NO_TOKEN));
    this.extra.data?.fill(0);
    frames.forEach((frame, i) => this.write(frame, i));
    const { cos, sin, bias, writeAt } = this.position;
    writeAt.data?.set([BigInt(this.ring.slotOf(position))]);
    this.ring.describe(position, MAX_FRAMES, {
      cos: cos.data as Float32Array,
      sin: sin.data as Float32Array,
      bias: bias.data as Float32Array,
    });
    await this.step.run();
  }

  close(): void {
    this.step.close();
    for (const tensor of this.owned) tensor.close();
  }

  private write(frame: PromptFrame, index: number): void {
    if ('embedding' in frame) this.extra.data?.set(frame.embedding, index * this.config.dim);
    else
      this.tokens.data?.set(
        BigInt64Array.from(frame.tokens, BigInt),
        index * streamCount(this.config),
      );
  }
}
