import { Semaphore } from 'async-mutex';
import { access } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { CorpusDocument } from '../../corpus/corpus-document.js';
import { languageModelSteps } from './language-model/build.js';
import { Lexicon } from './language-model/lexicon.js';
import { runInSlices } from './language-model/slices.js';
import type { Recognizer, RecognizerEvents, RecognizerStream } from '../../stt/recognizer.js';
import { Decoder, type DecoderFiles, type DecoderKind } from './decoder.js';
import { DecoderPool } from './decoder-pool.js';
import { DomainModel } from './domain-model.js';
import { DomainStream } from './domain-stream.js';
import { PocketSphinxMissing } from './errors.js';
import { loadPocketSphinx, type PocketSphinxLibrary } from './library.js';
import { GeneralStream } from './general-stream.js';

export interface PocketSphinxOptions extends RecognizerEvents {
  /** Folder with `en-us` (acoustic model), `en-us.lm.bin` and `cmudict-en-us.dict`. */
  modelDir: string;
}

/** PocketSphinx from the system, with the stock language model and one of the documents. */
export class PocketSphinxRecognizer implements Recognizer {
  private domain: DomainModel | undefined;

  private constructor(
    private readonly options: PocketSphinxOptions,
    private readonly files: DecoderFiles,
    private readonly stock: DecoderPool,
    private readonly createDecoder: DecoderFactory,
  ) {}

  /** @throws PocketSphinxMissing when the library or the model is not installed. */
  static async create(options: PocketSphinxOptions): Promise<PocketSphinxRecognizer> {
    const library = loadPocketSphinx();
    const files = await stockFiles(options.modelDir);
    const createDecoder = decoderFactory(library);
    const stock = new DecoderPool(
      (signal) => createDecoder(files, 'general', signal),
      options.onError,
    );
    await stock.warm();
    return new PocketSphinxRecognizer(options, files, stock, createDecoder);
  }

  get detail(): string {
    if (!this.domain) return 'PocketSphinx, general English alone';
    const { words, documents } = this.domain;
    return `PocketSphinx, ${words.toLocaleString('en')} words from ${documents} documents`;
  }

  /** New sessions hear with the documents' words; those that are open keep theirs to the end. */
  async learn(documents: readonly CorpusDocument[]): Promise<void> {
    const lexicon = await Lexicon.read(this.files.dictionary);
    const model = await runInSlices(languageModelSteps(documents, lexicon));
    const next = await DomainModel.create({
      model,
      acousticModel: this.files.acousticModel,
      secondPasses: availableParallelism(),
      createDecoder: (files, signal) => this.createDecoder(files, 'documents', signal),
      onError: this.options.onError,
    });
    const previous = this.domain;
    this.domain = next;
    await previous?.retire();
  }

  async open(signal?: AbortSignal): Promise<RecognizerStream> {
    const specialist = await this.domain?.lease(signal);
    try {
      const decoder = await this.stock.acquire(signal);
      const lease = { decoder, release: () => this.stock.release(decoder) };
      if (!specialist) return new GeneralStream(lease, this.options);
      return new DomainStream(lease, specialist, this.options);
    } catch (error) {
      await specialist?.release();
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.stock.close(), this.domain?.retire()]);
  }
}

type DecoderFactory = (
  files: DecoderFiles,
  kind: DecoderKind,
  signal?: AbortSignal,
) => Promise<Decoder>;

/** All decoders share the cores. */
function decoderFactory(library: PocketSphinxLibrary): DecoderFactory {
  const cores = new Semaphore(availableParallelism());
  return (files, kind, signal) => Decoder.create(library, files, cores, kind, signal);
}

async function stockFiles(modelDir: string): Promise<DecoderFiles> {
  const files = {
    acousticModel: join(modelDir, 'en-us'),
    dictionary: join(modelDir, 'cmudict-en-us.dict'),
    languageModel: join(modelDir, 'en-us.lm.bin'),
  };
  for (const path of Object.values(files)) {
    await access(path).catch((cause: unknown) => {
      throw new PocketSphinxMissing(`The PocketSphinx model file ${path}`, cause);
    });
  }
  return files;
}
