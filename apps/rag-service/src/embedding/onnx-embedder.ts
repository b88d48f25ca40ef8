import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import {
  createRuntime,
  readModel,
  RuntimeFailed,
  type LoadedGraph,
  type Model,
  type Runtime,
} from '@parley/onnx';
import { cooperatively } from '../concurrency/cooperatively.js';
import type { VectorSpace } from '../store/passage-store.js';
import { EmbeddingFailed, type Embedder } from './embedder.js';
import { readModelFolder, type ModelFolder } from './model-folder.js';
import { add, pooled, toLengthOne } from './pooled.js';
import { TokenReader } from './token-reader.js';

/** Padded. Larger runs are hardly faster on a CPU, and a question beside one would wait for its core. */
const TOKENS_OF_RUN = 1_024;
/** What models of this kind are fed, by the names that exports give it. */
const INPUTS = ['input_ids', 'attention_mask', 'token_type_ids'] as const;
type Input = (typeof INPUTS)[number];

/**
 * Vectors from an ONNX model in a folder, made in this process but off its event loop. It takes half of the cores, so that
 * conversations have the rest; a question does not wait for documents. A text that is longer than the model takes is embedded in
 * pieces, and their vectors point together where its own does.
 */
export class OnnxEmbedder implements Embedder {
  private readonly running = new Set<Promise<unknown>>();
  private closed = false;

  private constructor(
    private readonly folder: ModelFolder,
    private readonly runtime: Runtime,
    private readonly graph: LoadedGraph,
    private readonly inputs: readonly Input[],
    private readonly output: string,
    private readonly tokens: TokenReader,
    readonly space: VectorSpace,
  ) {}

  /** @throws EmbeddingFailed */
  static async open(path: string): Promise<OnnxEmbedder> {
    const folder = await readModelFolder(path);
    return asEmbeddingFailed(async () => {
      const model = await readModel(folder.graph);
      const [inputs, output] = namesOf(model, folder);
      const tokens = new TokenReader(folder);
      const runtime = createRuntime({ device: 'cpu' });
      const threads = Math.max(1, availableParallelism() >> 1);
      const graph = await runtime.load(model, { threads });
      const space = { model: versionOf(folder, model), dimensions: folder.dimensions };
      return new OnnxEmbedder(folder, runtime, graph, inputs, output, tokens, space);
    });
  }

  async documents(texts: readonly string[]): Promise<Float32Array[]> {
    const rows: number[][] = [];
    const textOfRow: number[] = [];
    await cooperatively(texts, (text, at) => {
      for (const piece of this.tokens.read(this.folder.prefixes.document + text)) {
        rows.push(piece);
        textOfRow.push(at);
      }
    });
    const sums = texts.map(() => new Float32Array(this.folder.dimensions));
    for (const run of runsOf(rows)) {
      const vectors = await this.run(run.map((at) => rows[at] ?? []));
      run.forEach((row, at) => {
        const sum = sums[textOfRow[row] ?? 0];
        if (sum) add(sum, vectors[at] ?? new Float32Array());
      });
    }
    return sums.map(toLengthOne);
  }

  async question(text: string): Promise<Float32Array> {
    const vectors = await this.run(this.tokens.read(this.folder.prefixes.question + text));
    const sum = new Float32Array(this.folder.dimensions);
    for (const vector of vectors) add(sum, vector);
    return toLengthOne(sum);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.running);
    this.graph.close();
    this.runtime.close();
  }

  private async run(rows: readonly number[][]): Promise<Float32Array[]> {
    if (this.closed) throw new EmbeddingFailed('The embedding model has been closed.');
    const made = asEmbeddingFailed(() => this.vectorsOf(rows));
    this.running.add(made);
    return made.finally(() => this.running.delete(made));
  }

  /** Rows are padded to the longest; the mask tells the model what is padding. */
  private async vectorsOf(rows: readonly number[][]): Promise<Float32Array[]> {
    const length = Math.max(...rows.map((row) => row.length));
    const fed = this.inputs.map((name) => {
      const tensor = this.runtime.hostTensor('i64', [rows.length, length]);
      rows.forEach((row, at) => tensor.data?.set(valuesOf(name, row), at * length));
      return [name, tensor] as const;
    });
    const shape = [rows.length, length, this.folder.dimensions];
    const states = this.runtime.hostTensor('f32', shape);
    try {
      const inputs = Object.fromEntries(fed);
      const step = this.graph.bind({ inputs, outputs: { [this.output]: states } });
      await step.run().finally(() => step.close());
      const lengths = rows.map((row) => row.length);
      return pooled(states.data ?? new Float32Array(), lengths, this.folder);
    } finally {
      for (const tensor of [...fed.map(([, each]) => each), states]) tensor.close();
    }
  }
}

function valuesOf(input: Input, row: readonly number[]): BigInt64Array {
  if (input === 'input_ids') return BigInt64Array.from(row, BigInt);
  return new BigInt64Array(row.length).fill(input === 'attention_mask' ? 1n : 0n);
}

/** Numbers of texts, those of about the same length together, so that little is padding. */
function runsOf(rows: readonly number[][]): number[][] {
  const lengthOf = (at: number) => rows[at]?.length ?? 0;
  const order = rows.map((_, at) => at).sort((a, b) => lengthOf(b) - lengthOf(a));
  const runs: number[][] = [];
  for (const at of order) {
    const run = runs.at(-1);
    if (run && (run.length + 1) * lengthOf(run[0] ?? at) <= TOKENS_OF_RUN) run.push(at);
    else runs.push([at]);
  }
  return runs;
}

/** What the model is fed, and which of its results holds a vector for each token. */
function namesOf(model: Model, { graph }: ModelFolder): [Input[], string] {
  const inputs = model.inputs.map(({ name }) => {
    const known = INPUTS.find((each) => each === name);
    if (!known) throw new EmbeddingFailed(`${graph} wants "${name}", which is not known here.`);
    return known;
  });
  const states = model.outputs.find(({ dtype, shape }) => dtype === 'f32' && shape.length === 3);
  if (!states) throw new EmbeddingFailed(`${graph} does not give a vector for each token.`);
  return [inputs, states.name];
}

/** Vectors of the same name can be compared: another file, or another way of using it, is another model. */
function versionOf({ name, pooling, mostTokens, prefixes }: ModelFolder, { bytes }: Model): string {
  const use = JSON.stringify([pooling, mostTokens, prefixes]);
  const hash = createHash('sha256').update(bytes).update(use).digest('hex');
  return `${name}-${hash.slice(0, 8)}`;
}

async function asEmbeddingFailed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof EmbeddingFailed) throw cause;
    const why = cause instanceof RuntimeFailed ? cause.message : String(cause);
    throw new EmbeddingFailed(`The embedding model does not work: ${why}`, { cause });
  }
}
