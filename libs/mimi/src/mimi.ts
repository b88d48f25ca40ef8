import { byteLengthOf, type LoadedGraph, type Runtime, type Tensor } from '@parley/onnx';
import { Checkpoint, type WeightSource } from './checkpoint.js';
import { frameSamples, type MimiConfig } from './config.js';
import { decoderModel, encoderModel } from './graphs.js';
import { StreamHalf } from './stream-half.js';
import type { StateSpec, StreamModel } from './stream-graph.js';

/** PersonaPlex and Moshi use the first eight. */
const DEFAULT_CODEBOOKS = 8;

/** A code that no codebook has, or a codebook that the model does not have. */
export class CodeOutOfRange extends Error {
  override readonly name = 'CodeOutOfRange';
  readonly plain = true;
}

export interface MimiOptions {
  /** Codebooks in use, 1 to those of the checkpoint. */
  codebooks?: number;
  /** Threads inside an operator; all cores when absent. */
  threads?: number;
}

export interface MimiLoadOptions extends MimiOptions {
  /** The checkpoint, when it is not the release's file in the folder. */
  path?: string | undefined;
}

/** The state of a batch of slots. Made by `Mimi.open`, freed by `close`. */
export interface MimiState {
  readonly batch: number;
  readonly pcmIn: Tensor<'f32'>;
  readonly codesOut: Tensor<'i64'>;
  readonly codesIn: Tensor<'i64'>;
  readonly pcmOut: Tensor<'f32'>;
  readonly encoder: StreamHalf;
  readonly decoder: StreamHalf;
  close(): void;
}

interface StreamHalfGraph {
  readonly graph: LoadedGraph;
  readonly states: readonly StateSpec[];
  readonly weightBytes: number;
}

/**
 * The Mimi codec (Défossez et al. 2024, https://arxiv.org/abs/2410.00037, section 3.3): 24 kHz speech to a few codes
 * every 80 ms, and back, in a stream. The weights are held once; any number of states shares them.
 */
export class Mimi {
  private constructor(
    readonly config: MimiConfig,
    readonly codebooks: number,
    private readonly runtime: Runtime,
    private readonly encoder: StreamHalfGraph,
    private readonly decoder: StreamHalfGraph,
  ) {}

  /**
   * Builds both directions from the checkpoint in `folder`.
   * @throws UnusableCheckpoint
   */
  static async load(
    folder: string,
    runtime: Runtime,
    { path, ...options }: MimiLoadOptions = {},
  ): Promise<Mimi> {
    const checkpoint = await Checkpoint.open(folder, path);
    try {
      return await Mimi.build(checkpoint, runtime, options);
    } finally {
      await checkpoint.close();
    }
  }

  /** Builds both directions. @throws CodeOutOfRange when the model has fewer codebooks than asked for. */
  static async build(
    weights: WeightSource,
    runtime: Runtime,
    { codebooks, threads }: MimiOptions = {},
  ): Promise<Mimi> {
    const { n_q: available } = weights.config.quantizer;
    const levels = codebooks ?? Math.min(DEFAULT_CODEBOOKS, available);
    if (levels < 1 || levels > available)
      throw new CodeOutOfRange(
        `${levels} codebooks were asked for; the checkpoint has 1 to ${available}.`,
      );
    const load = async ({ model, states }: StreamModel) => ({
      graph: await runtime.load(model, threads ? { threads } : {}),
      states,
      weightBytes: model.weightBytes,
    });
    const encoder = await load(await encoderModel(weights, levels));
    const decoder = await load(await decoderModel(weights, levels));
    return new Mimi(weights.config, levels, runtime, encoder, decoder);
  }

  /** Samples of one frame. */
  get frameSamples(): number {
    return frameSamples(this.config);
  }

  /** Bytes of the weights in memory, both directions; the codebooks are in both. */
  get weightBytes(): number {
    return this.encoder.weightBytes + this.decoder.weightBytes;
  }

  /** Bytes of state that one slot takes, both directions. */
  get stateBytesPerSlot(): number {
    return [...this.encoder.states, ...this.decoder.states].reduce(
      (sum, { dtype, shape }) => sum + byteLengthOf(dtype, shape),
      0,
    );
  }

  /** State of `batch` slots, all of them fresh. */
  open(batch: number): MimiState {
    const { config, runtime } = this;
    const pcmIn = runtime.hostTensor('f32', [batch, this.frameSamples, 1]);
    const codesOut = runtime.hostTensor('i64', [batch, this.codebooks]);
    const codesIn = runtime.hostTensor('i64', [batch, this.codebooks]);
    const pcmOut = runtime.hostTensor('f32', [batch, this.frameSamples, 1]);
    const encoder = new StreamHalf(
      config,
      runtime,
      this.encoder.graph,
      this.encoder.states,
      batch,
      {
        inputs: { pcm: pcmIn },
        outputs: { codes: codesOut },
      },
    );
    const decoder = new StreamHalf(
      config,
      runtime,
      this.decoder.graph,
      this.decoder.states,
      batch,
      {
        inputs: { codes: codesIn },
        outputs: { pcm: pcmOut },
      },
    );
    const close = () => {
      encoder.close();
      decoder.close();
    };
    return { batch, pcmIn, codesOut, codesIn, pcmOut, encoder, decoder, close };
  }

  /**
   * One frame in of the first `active.length` slots; of all when absent.
   * @param pcm (slots, frame samples), from -1 to 1
   * @param active slots that take part; the others keep their state, and what is returned for them means nothing
   * @returns codes (slots, codebooks)
   */
  async encodeStep(
    state: MimiState,
    pcm: Float32Array,
    active: readonly boolean[] = everyone(state),
  ): Promise<Int32Array> {
    state.pcmIn.data?.set(pcm);
    await state.encoder.run(active);
    const codes = state.codesOut.data?.subarray(0, active.length * this.codebooks);
    return Int32Array.from(codes ?? [], Number);
  }

  /**
   * One frame out of the first `active.length` slots; of all when absent.
   * @param codes (slots, codebooks)
   * @returns pcm (slots, frame samples)
   * @throws CodeOutOfRange before anything is changed
   */
  async decodeStep(
    state: MimiState,
    codes: Int32Array,
    active: readonly boolean[] = everyone(state),
  ): Promise<Float32Array> {
    this.checkCodes(codes, active);
    codes.forEach((code, i) =>
      state.codesIn.data?.set([active[Math.floor(i / this.codebooks)] ? BigInt(code) : 0n], i),
    );
    await state.decoder.run(active);
    const pcm = state.pcmOut.data?.subarray(0, active.length * this.frameSamples);
    return Float32Array.from(pcm ?? []);
  }

  /** Both directions of a slot start anew. */
  reset(state: MimiState, slot: number): void {
    state.encoder.reset(slot);
    state.decoder.reset(slot);
  }

  close(): void {
    this.encoder.graph.close();
    this.decoder.graph.close();
  }

  private checkCodes(codes: Int32Array, active: readonly boolean[]): void {
    const { bins } = this.config.quantizer;
    const wrong = codes.findIndex(
      (code, i) => active[Math.floor(i / this.codebooks)] === true && (code < 0 || code >= bins),
    );
    if (wrong >= 0)
      throw new CodeOutOfRange(
        `Code ${codes[wrong]} at codebook ${wrong % this.codebooks} is not between 0 and ${bins - 1}.`,
      );
  }
}

function everyone({ batch }: MimiState): boolean[] {
  return Array<boolean>(batch).fill(true);
}
