import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { StepDecoder } from './beam-search.js';
import type { MoonshineFiles } from './model-folder.js';

/** Moonshine takes mono samples at this rate. */
export const MOONSHINE_SAMPLE_RATE_HZ = 16_000;

const PAST = /^past_key_values\.(.+)$/;
const FLOAT = 'float32';

/** Sizes that tell tiny from base, read from the decoder's inputs. */
interface Sizes {
  readonly heads: number;
  readonly headDim: number;
}

/** Encoder and decoder of Moonshine (Jeffries et al. 2024), on one core. Its runs block the thread they are on. */
export class MoonshineModel {
  private constructor(
    private readonly encoder: InferenceSession,
    private readonly decoder: InferenceSession,
    private readonly sizes: Sizes,
  ) {}

  /** @throws Error in ONNX Runtime's words when a file is damaged or of another model. */
  static async load(files: Pick<MoonshineFiles, 'encoder' | 'decoder'>): Promise<MoonshineModel> {
    const options: InferenceSession.SessionOptions = {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      enableCpuMemArena: false,
      logSeverityLevel: 4,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    };
    const encoder = await InferenceSession.create(files.encoder, options);
    const decoder = await InferenceSession.create(files.decoder, options);
    return new MoonshineModel(encoder, decoder, sizesOf(decoder));
  }

  /** @param samples at 16 kHz, -1 to 1. @returns a decoder of what was said in them. */
  async encode(samples: Float32Array): Promise<StepDecoder> {
    const shape = [1, samples.length];
    const { last_hidden_state: states } = await this.encoder.run({
      input_values: new Tensor(FLOAT, samples, shape),
      attention_mask: new Tensor('int64', ones(samples.length), shape),
    });
    if (!states) throw new Error('The encoder has no output "last_hidden_state".');
    return new CachedDecoder(this.decoder, this.sizes, states, samples.length);
  }

  async close(): Promise<void> {
    await Promise.all([this.encoder.release(), this.decoder.release()]);
  }
}

/** Runs the merged decoder: without cache in the first step, with it from then on. */
class CachedDecoder implements StepDecoder {
  /** Keys and values of the decoder's own attention, [batch, heads, steps, headDim], by name without prefix. */
  private own = new Map<string, Tensor>();
  /** Keys and values of the attention on the encoder, the same in every row: [1, heads, frames, headDim]. */
  private cross = new Map<string, Tensor>();
  private readonly repeated = new Map<number, Record<string, Tensor>>();
  private readonly past: readonly string[];
  private readonly ownOutputs: readonly string[];

  constructor(
    private readonly session: InferenceSession,
    private readonly sizes: Sizes,
    private readonly states: Tensor,
    private readonly samples: number,
  ) {
    this.past = session.inputNames.flatMap((name) => PAST.exec(name)?.[1] ?? []);
    this.ownOutputs = this.past.filter(isOwn).map((name) => `present.${name}`);
  }

  async step(
    parents: readonly number[],
    tokens: readonly number[],
  ): Promise<readonly Float32Array[]> {
    const batch = tokens.length;
    const isFirst = this.own.size === 0;
    const outputs = isFirst ? this.session.outputNames : ['logits', ...this.ownOutputs];
    const results = await this.session.run(
      {
        input_ids: new Tensor('int64', BigInt64Array.from(tokens, BigInt), [batch, 1]),
        use_cache_branch: new Tensor('bool', [!isFirst], [1]),
        ...(isFirst ? this.empty(batch) : this.ownOf(parents)),
        ...this.fromEncoder(batch),
      },
      outputs,
    );
    this.keep(results, isFirst);
    return rowsOf(results['logits'], batch);
  }

  private keep(results: Readonly<Record<string, Tensor>>, isFirst: boolean): void {
    for (const name of this.past) {
      const value = results[`present.${name}`];
      if (!value) continue;
      if (isOwn(name)) this.own.set(name, value);
      else if (isFirst) this.cross.set(name, value);
    }
  }

  private empty(batch: number): Record<string, Tensor> {
    const { heads, headDim } = this.sizes;
    const nothing = new Tensor(FLOAT, new Float32Array(), [batch, heads, 0, headDim]);
    return Object.fromEntries(this.past.map((name) => [`past_key_values.${name}`, nothing]));
  }

  /** The caches of the hypotheses that go on, in their new order. */
  private ownOf(parents: readonly number[]): Record<string, Tensor> {
    const entries = [...this.own].map(([name, cache]) => [
      `past_key_values.${name}`,
      gather(cache, parents),
    ]);
    return Object.fromEntries(entries) as Record<string, Tensor>;
  }

  /** What does not change from step to step, repeated for every row. */
  private fromEncoder(batch: number): Record<string, Tensor> {
    const known = this.repeated.get(batch);
    if (known && this.cross.size > 0) return known;
    const rows = new Array<number>(batch).fill(0);
    const made: Record<string, Tensor> = {
      encoder_hidden_states: gather(this.states, rows),
      // one for every sample of audio, not for every frame of the encoder
      encoder_attention_mask: new Tensor('int64', ones(batch * this.samples), [
        batch,
        this.samples,
      ]),
    };
    for (const [name, cache] of this.cross) made[`past_key_values.${name}`] = gather(cache, rows);
    if (this.cross.size > 0) this.repeated.set(batch, made);
    return made;
  }
}

function isOwn(name: string): boolean {
  return name.includes('.decoder.');
}

/** Rows of a tensor in another order or number, along its first dimension. */
function gather(tensor: Tensor, rows: readonly number[]): Tensor {
  const [count = 0, ...rest] = tensor.dims;
  if (rows.length === count && rows.every((row, at) => row === at)) return tensor;
  const data = tensor.data as Float32Array;
  const size = data.length / count;
  const gathered = new Float32Array(size * rows.length);
  rows.forEach((row, at) => gathered.set(data.subarray(row * size, (row + 1) * size), at * size));
  return new Tensor(FLOAT, gathered, [rows.length, ...rest]);
}

function rowsOf(logits: Tensor | undefined, batch: number): Float32Array[] {
  if (!logits) throw new Error('The decoder has no output "logits".');
  const data = logits.data as Float32Array;
  const size = data.length / batch;
  return Array.from({ length: batch }, (_, row) => data.subarray(row * size, (row + 1) * size));
}

function ones(count: number): BigInt64Array {
  return new BigInt64Array(count).fill(1n);
}

function sizesOf(decoder: InferenceSession): Sizes {
  const key = decoder.inputMetadata.find(({ name }) => PAST.test(name));
  const [, heads, , headDim] = key?.isTensor ? key.shape : [];
  if (typeof heads !== 'number' || typeof headDim !== 'number')
    throw new Error('The decoder has no key/value cache of known size.');
  return { heads, headDim };
}
