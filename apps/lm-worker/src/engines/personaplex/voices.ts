import { join, parse } from 'node:path';
import { OpenRejected } from '@parley/bus';
import { Mimi } from '@parley/mimi';
import {
  findVoice,
  listVoices,
  loadVoice,
  UnusableModel,
  VOICES_FOLDER,
  type MoshiConfig,
  type VoicePrompt,
} from '@parley/moshi';
import type { Runtime } from '@parley/onnx';

/** The voices of a model folder, each read once. */
export class Voices {
  private readonly loaded = new Map<string, Promise<VoicePrompt>>();

  private constructor(
    private readonly modelDir: string,
    private readonly config: MoshiConfig,
    private readonly runtime: Runtime,
    readonly names: readonly string[],
  ) {}

  static async open(modelDir: string, config: MoshiConfig, runtime: Runtime): Promise<Voices> {
    const files = await listVoices(join(modelDir, VOICES_FOLDER));
    const names = new Set(files.map((file) => parse(file).name));
    return new Voices(modelDir, config, runtime, [...names]);
  }

  /** @throws OpenRejected when there is no such voice, or it cannot be used */
  async load(name: string): Promise<VoicePrompt> {
    try {
      const path = await findVoice(join(this.modelDir, VOICES_FOLDER), name);
      return await this.once(path);
    } catch (cause) {
      if (cause instanceof UnusableModel) throw new OpenRejected(cause.message, { cause });
      throw cause;
    }
  }

  private once(path: string): Promise<VoicePrompt> {
    const known = this.loaded.get(path);
    if (known) return known;
    const loading = this.read(path);
    this.loaded.set(path, loading);
    loading.catch(() => this.loaded.delete(path));
    return loading;
  }

  /** The codec is loaded only while a WAV is turned into codes. */
  private async read(path: string): Promise<VoicePrompt> {
    let mimi: Mimi | undefined;
    try {
      return await loadVoice(path, this.config, async () => {
        mimi = await Mimi.load(this.modelDir, this.runtime);
        return mimi;
      });
    } finally {
      mimi?.close();
    }
  }
}
