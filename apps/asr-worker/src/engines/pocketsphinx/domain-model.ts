import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LanguageModel } from './language-model/build.js';
import type { Decoder, DecoderFiles } from './decoder.js';
import { DecoderPool } from './decoder-pool.js';
import { SecondPass } from './second-pass.js';
import type { DomainDecoderLease } from './decoder-lease.js';

export interface DomainModelOptions {
  model: LanguageModel;
  acousticModel: string;
  /** How many utterances may have their second pass at once. */
  secondPasses: number;
  createDecoder(files: DecoderFiles, signal?: AbortSignal): Promise<Decoder>;
  onError(error: unknown): void;
}

/** Decoders for one version of the documents' language. */
export class DomainModel {
  private leases = 0;
  private isRetired = false;

  private constructor(
    readonly words: number,
    readonly documents: number,
    private readonly streams: DecoderPool,
    private readonly secondPass: SecondPass,
    private readonly folder: string,
  ) {}

  static async create(options: DomainModelOptions): Promise<DomainModel> {
    const { model, acousticModel, createDecoder, onError } = options;
    const folder = await mkdtemp(join(tmpdir(), 'parley-asr-'));
    try {
      const files = { acousticModel, ...(await writeModel(folder, model)) };
      const decoders = [];
      for (let i = 0; i < options.secondPasses; i++) decoders.push(await createDecoder(files));
      const streams = new DecoderPool((signal) => createDecoder(files, signal), onError);
      await streams.warm();
      const secondPass = new SecondPass(decoders);
      return new DomainModel(model.words, model.documents, streams, secondPass, folder);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async lease(signal?: AbortSignal): Promise<DomainDecoderLease> {
    this.leases++;
    const decoder = await this.streams.acquire(signal).catch(async (error: unknown) => {
      await this.returnLease();
      throw error;
    });
    return {
      decoder,
      secondPass: this.secondPass,
      release: async () => {
        await this.streams.release(decoder);
        await this.returnLease();
      },
    };
  }

  /** Frees everything as soon as the last session that uses it has ended. */
  async retire(): Promise<void> {
    this.isRetired = true;
    await this.streams.close();
    await this.freeIfUnused();
  }

  private async returnLease(): Promise<void> {
    this.leases--;
    await this.freeIfUnused();
  }

  private async freeIfUnused(): Promise<void> {
    if (!this.isRetired || this.leases > 0) return;
    await this.secondPass.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function writeModel(
  folder: string,
  { arpa, dictionary }: LanguageModel,
): Promise<Pick<DecoderFiles, 'dictionary' | 'languageModel'>> {
  const files = { dictionary: join(folder, 'words.dict'), languageModel: join(folder, 'model.lm') };
  await writeFile(files.dictionary, dictionary);
  await writeFile(files.languageModel, arpa);
  return files;
}
