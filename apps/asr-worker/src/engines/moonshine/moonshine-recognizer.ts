import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { CorpusDocument } from '../../corpus/corpus-document.js';
import type { Recognizer, RecognizerStream } from '../../stt/recognizer.js';
import { biasWords } from './bias-words.js';
import { DecodingPool } from './decoding-pool.js';
import { damaged, readMoonshineFolder } from './model-folder.js';
import { MoonshineStream } from './moonshine-stream.js';
import { Spelling } from './spelling.js';
import { Tokenizer } from './tokenizer.js';

/** Each thread holds the model (tiny: 135 MB), and a core carries some ten people who speak at once. */
const MAX_THREADS = 4;

export interface MoonshineOptions {
  /** Folder with `encoder_model`, `decoder_model_merged` (`.ort` or `.onnx`) and `tokenizer.bin`. */
  modelDir: string;
  /** Decodes at the same time, each on a thread of its own; by default one a core, at most four. */
  threads?: number;
}

/** Moonshine (Jeffries et al. 2024) on ONNX Runtime, listening for the words of the documents. */
export class MoonshineRecognizer implements Recognizer {
  private spelling = new Spelling();
  private learned = '';

  private constructor(
    private readonly name: string,
    private readonly tokenizer: Tokenizer,
    private readonly decoding: DecodingPool,
  ) {}

  /** @throws MoonshineModelUnusable when there is no model, or it is damaged. */
  static async create({
    modelDir,
    threads = Math.min(availableParallelism(), MAX_THREADS),
  }: MoonshineOptions): Promise<MoonshineRecognizer> {
    const { name, ...files } = await readMoonshineFolder(modelDir);
    try {
      const tokenizer = Tokenizer.parse(await readFile(files.tokenizer));
      const decoding = await DecodingPool.start(files, threads);
      return new MoonshineRecognizer(name, tokenizer, decoding);
    } catch (cause) {
      throw damaged(modelDir, cause);
    }
  }

  get detail(): string {
    return `Moonshine, ${this.name}${this.learned}`;
  }

  /** Everybody's next decode listens for these words. */
  async learn(documents: readonly CorpusDocument[]): Promise<void> {
    const { weighted, rare } = biasWords(documents, this.tokenizer);
    this.spelling = new Spelling(rare);
    this.decoding.listenFor(weighted);
    this.learned = `, ${rare.length.toLocaleString('en')} rare words from ${documents.length} documents`;
  }

  async open(): Promise<RecognizerStream> {
    return new MoonshineStream({ decoding: this.decoding, spelling: () => this.spelling });
  }

  async close(): Promise<void> {
    await this.decoding.close();
  }
}
