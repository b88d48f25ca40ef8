import { Ollama } from 'ollama';
import type { VectorSpace } from '../store/passage-store.js';
import { EmbeddingFailed, type Embedder } from './embedder.js';
import { prefixesOf } from './prefixes.js';

/** A person waits for the answer; the model of a batch may have to be loaded first. */
const QUESTION_WITHIN_MS = 1_000;
const BATCH_WITHIN_MS = 120_000;
const KEEP_LOADED = '30m';

export interface OllamaEmbedderOptions {
  baseUrl: string;
  space: VectorSpace;
  questionWithinMs?: number;
}

/** Vectors from an embedding model on an Ollama server. */
export class OllamaEmbedder implements Embedder {
  private readonly closing = new AbortController();

  constructor(private readonly options: OllamaEmbedderOptions) {}

  async close(): Promise<void> {
    this.closing.abort();
  }

  get space(): VectorSpace {
    return this.options.space;
  }

  documents(texts: readonly string[]): Promise<Float32Array[]> {
    const prefix = prefixesOf(this.space.model).document;
    return this.embed(
      texts.map((text) => prefix + text),
      BATCH_WITHIN_MS,
    );
  }

  async question(text: string): Promise<Float32Array> {
    const { questionWithinMs = QUESTION_WITHIN_MS } = this.options;
    const prefix = prefixesOf(this.space.model).question;
    const [vector] = await this.embed([prefix + text], questionWithinMs);
    if (!vector) throw new EmbeddingFailed(`${this.space.model} made no vector.`);
    return vector;
  }

  private async embed(input: string[], withinMs: number): Promise<Float32Array[]> {
    const signal = AbortSignal.any([this.closing.signal, AbortSignal.timeout(withinMs)]);
    const client = new Ollama({
      host: this.options.baseUrl,
      fetch: (url, init) => fetch(url, { ...init, signal }),
    });
    const { model } = this.space;
    const { embeddings } = await client
      .embed({ model, input, truncate: true, keep_alive: KEEP_LOADED })
      .catch((cause: unknown) => {
        throw new EmbeddingFailed(this.whyNot(cause), { cause });
      });
    return this.checked(embeddings, input.length);
  }

  private checked(embeddings: readonly number[][], wanted: number): Float32Array[] {
    const { model, dimensions } = this.space;
    const other = embeddings.find(({ length }) => length !== dimensions);
    if (other)
      throw new EmbeddingFailed(
        `${model} makes vectors of ${other.length} numbers: set OLLAMA_EMBED_DIMENSIONS=${other.length}.`,
      );
    if (embeddings.length !== wanted)
      throw new EmbeddingFailed(`${model} made ${embeddings.length} vectors of ${wanted} texts.`);
    return embeddings.map((each) => Float32Array.from(each));
  }

  private whyNot(cause: unknown): string {
    const { baseUrl, space } = this.options;
    const missing = cause instanceof Error && /not found/i.test(cause.message);
    return missing
      ? `Ollama at ${baseUrl} does not have the model ${space.model}. Fetch it: ollama pull ${space.model}`
      : `Ollama makes no vectors at ${baseUrl}.`;
  }
}
