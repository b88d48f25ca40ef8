import type { LoadedGraph, Runtime } from '@parley/onnx';
import { agentStreams, type MoshiConfig } from './config.js';
import { depformerModel } from './graphs/depformer.js';
import { promptStateModels } from './graphs/prompt-state.js';
import { temporalModel, temporalStates } from './graphs/temporal.js';
import { MoshiBatch } from './moshi-batch.js';
import type { MoshiGraphs } from './moshi-graphs.js';
import { PreparedWeights } from './prepared.js';
import type { Quant } from './weight-quantization.js';
import { UnusableModel } from './unusable-model.js';

export interface MoshiOptions {
  readonly quant: Quant;
  /** The checkpoint that the weights must have been prepared from, when it is not `model.safetensors` in the folder. */
  readonly path?: string | undefined;
  /** Steps of the depformer; the agent's streams when absent, since nothing else is heard. */
  readonly steps?: number;
  /** Threads inside an operator; all cores when absent. */
  readonly threads?: number;
}

/**
 * The Moshi language model (Défossez et al. 2024, https://arxiv.org/abs/2410.00037, section 3.4) that PersonaPlex is made of: every
 * 80 ms it reads what the person said and draws what the agent says, as codes of the Mimi codec, and thinks, as text.
 */
export class MoshiModel {
  private constructor(
    readonly config: MoshiConfig,
    /** Audio streams that a frame has. */
    readonly steps: number,
    /** Bytes of the prepared weights that the graphs use. */
    readonly weightBytes: number,
    private readonly runtime: Runtime,
    private readonly graphs: MoshiGraphs,
  ) {}

  /**
   * Loads what `prepare` wrote beside the checkpoint in `folder`.
   * @throws UnusableModel
   */
  static async load(folder: string, runtime: Runtime, options: MoshiOptions): Promise<MoshiModel> {
    const weights = await PreparedWeights.open(folder, options.quant, options.path);
    try {
      const { config, steps: prepared } = weights.preparation;
      const steps = options.steps ?? agentStreams(config);
      if (steps > prepared)
        throw new UnusableModel(`The weights were prepared for ${prepared} steps, not ${steps}.`);
      const threads = options.threads ? { threads: options.threads } : {};
      const temporal = temporalModel(config, weights);
      const depformer = depformerModel(config, weights, steps);
      const state = promptStateModels(config);
      const graphs = {
        temporal: await runtime.load(temporal, threads),
        depformer: await runtime.load(depformer, threads),
        saveState: await runtime.load(state.save, threads),
        restoreState: await runtime.load(state.restore, threads),
      };
      const bytes = temporal.weightBytes + depformer.weightBytes;
      return new MoshiModel(config, steps, bytes, runtime, graphs);
    } finally {
      await weights.close();
    }
  }

  /** Bytes of state that one slot takes. */
  get stateBytesPerSlot(): number {
    const values = temporalStates(this.config).reduce(
      (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
      0,
    );
    return values * 4;
  }

  /** A batch of `slots` slots, all of them free. */
  open(slots: number): MoshiBatch {
    return new MoshiBatch(this.config, this.steps, this.runtime, this.graphs, slots);
  }

  close(): void {
    for (const graph of Object.values(this.graphs) as LoadedGraph[]) graph.close();
  }
}
