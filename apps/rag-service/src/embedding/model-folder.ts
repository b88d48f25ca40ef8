import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { EmbeddingFailed } from './embedder.js';
import { prefixesOf, type Prefixes } from './prefixes.js';

/** How the vectors of a text's tokens become one: their mean, or that of the first token. */
export type Pooling = 'mean' | 'cls';

/** An embedding model as sentence-transformers lays it out on the hub, without its weights. */
export interface ModelFolder {
  /** Of the folder. */
  readonly name: string;
  /** The `.onnx` file. */
  readonly graph: string;
  /** `tokenizer.json` and `tokenizer_config.json`. */
  readonly tokenizer: object;
  readonly tokenizerConfig: object;
  readonly pooling: Pooling;
  /** What it takes at once, marks at the ends included. */
  readonly mostTokens: number;
  readonly dimensions: number;
  readonly prefixes: Prefixes;
}

const GRAPH_FOLDERS = ['onnx', ''];
const KNOWN_MODULES = /\.(?:Transformer|Pooling|Normalize)$/;

const Config = z.object({
  hidden_size: z.int().positive(),
  max_position_embeddings: z.int().positive().default(512),
  _name_or_path: z.string().default(''),
});
const TokenizerConfig = z.looseObject({ model_max_length: z.number().optional() });
const SentenceConfig = z.object({ max_seq_length: z.int().positive().nullish() });
const Prompts = z.object({ prompts: z.record(z.string(), z.string()).default({}) });
const Modules = z.array(z.object({ type: z.string() }));
/** One name in newer folders, a switch for each way in older ones. */
const PoolingConfig = z.union([
  z
    .object({ pooling_mode: z.union([z.string(), z.array(z.string())]) })
    .transform(({ pooling_mode }) => [pooling_mode].flat()),
  z.record(z.string(), z.unknown()).transform((switches) =>
    Object.keys(switches)
      .filter((name) => name.startsWith('pooling_mode_') && switches[name] === true)
      .map((name) => name.replace(/^pooling_mode_|_tokens?$/g, '')),
  ),
]);

/** @throws EmbeddingFailed with a sentence that names the file that is missing or not as it should be. */
export async function readModelFolder(path: string): Promise<ModelFolder> {
  const folder = resolve(path);
  const graph = await findGraph(folder);
  const read = <T>(file: string, schema: z.ZodType<T>) => readJson(folder, file, schema);
  const readIfThere = async <T>(file: string, schema: z.ZodType<T>, otherwise: T) =>
    (await readdir(folder)).includes(file) ? read(file, schema) : otherwise;
  const config = await read('config.json', Config);
  const tokenizerConfig = await read('tokenizer_config.json', TokenizerConfig);
  const sentence = await readIfThere('sentence_bert_config.json', SentenceConfig, {});
  const { prompts } = await readIfThere('config_sentence_transformers.json', Prompts, {
    prompts: {},
  });
  checkModules(folder, await readIfThere('modules.json', Modules, []));
  const limits = [
    sentence.max_seq_length,
    tokenizerConfig.model_max_length,
    config.max_position_embeddings,
  ];
  return {
    name: basename(folder),
    graph,
    tokenizer: await read('tokenizer.json', z.looseObject({ model: z.looseObject({}) })),
    tokenizerConfig,
    pooling: poolingOf(folder, await read('1_Pooling/config.json', PoolingConfig)),
    mostTokens: Math.min(...limits.filter((limit) => typeof limit === 'number')),
    dimensions: config.hidden_size,
    prefixes: prefixesIn(prompts) ?? prefixesOf(basename(folder), config._name_or_path),
  };
}

/** The whole model rather than one with rounded weights, where both are there. */
async function findGraph(folder: string): Promise<string> {
  for (const inside of GRAPH_FOLDERS) {
    const names = await readdir(join(folder, inside)).catch(() => []);
    const graphs = names.filter((name) => name.endsWith('.onnx')).sort();
    const graph = graphs.find((name) => name === 'model.onnx') ?? graphs[0];
    if (graph) return join(folder, inside, graph);
  }
  throw missing(folder, 'onnx/model.onnx');
}

async function readJson<T>(folder: string, file: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(join(folder, file), 'utf8').catch((cause: unknown) => {
    throw missing(folder, file, cause);
  });
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new EmbeddingFailed(
      `${file} of the embedding model in ${folder} is not what it should be; fetch it again.`,
      { cause },
    );
  }
}

function missing(folder: string, file: string, cause?: unknown): EmbeddingFailed {
  return new EmbeddingFailed(
    `The embedding model in ${folder} has no ${file}. Fetch a whole one with "parley models pull embeddings", and set RAG_EMBED_MODEL_DIR as it says.`,
    { cause },
  );
}

/** A part that is not run here would leave vectors that look right and are not. */
function checkModules(folder: string, modules: z.output<typeof Modules>): void {
  const other = modules.find(({ type }) => !KNOWN_MODULES.test(type));
  if (other)
    throw new EmbeddingFailed(
      `The embedding model in ${folder} has a part of a kind that is not known here: ${other.type}.`,
    );
}

function poolingOf(folder: string, [way, ...more]: string[]): Pooling {
  if ((way === 'mean' || way === 'cls') && more.length === 0) return way;
  throw new EmbeddingFailed(
    `The embedding model in ${folder} makes its vectors by "${[way, ...more].join(', ')}"; only "mean" and "cls" are known here.`,
  );
}

function prefixesIn(prompts: Readonly<Record<string, string>>): Prefixes | undefined {
  const { query, document = prompts['passage'] } = prompts;
  if (!query && !document) return undefined;
  return { question: query ?? '', document: document ?? '' };
}
