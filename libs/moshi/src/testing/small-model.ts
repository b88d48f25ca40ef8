import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRuntime } from '@parley/onnx';
import { MoshiConfig } from '../config.js';
import { writeFormulaCheckpoint } from '../formula-checkpoint.js';
import { MoshiModel } from '../moshi-model.js';
import { prepare } from '../prepare.js';
import type { Quant } from '../weight-quantization.js';
import { tensorsOf, type ExpectedTensor } from '../tensors.js';

/** A model of PersonaPlex's streams and delays that is small enough for tests; its ring wraps after 24 frames. */
export const SMALL_MOSHI = {
  dim: 64,
  num_layers: 2,
  num_heads: 4,
  context: 24,
  text_card: 120,
  depformer_dim: 32,
  depformer_num_heads: 2,
  depformer_num_layers: 2,
};

export const smallConfig = MoshiConfig.parse(SMALL_MOSHI);

/** Codes that a person says, the same ones as in `tools/reference/moshi_golden.py`. */
export function userCodes(frame: number): number[] {
  const unheard = frame >= 50 && frame < 60;
  return Array.from({ length: 8 }, (_, k) => (unheard ? -1 : (frame * 37 + k * 101) % 2048));
}

export interface SmallModelOptions {
  quant?: Quant;
  steps?: number;
  tensors?: readonly ExpectedTensor[];
}

/** Folders and models of a test file, and the end of them. */
export class SmallModels {
  private readonly runtime = createRuntime({ device: 'cpu' });
  private readonly models: MoshiModel[] = [];

  private constructor(readonly folder: string) {}

  static async create(): Promise<SmallModels> {
    return new SmallModels(await mkdtemp(join(tmpdir(), 'parley-moshi-')));
  }

  /** A checkpoint of its own in a folder of the given name, not prepared yet. */
  async checkpoint(name: string, tensors = tensorsOf(smallConfig, 16)): Promise<string> {
    const path = join(this.folder, name);
    await writeFormulaCheckpoint(path, SMALL_MOSHI, { tensors });
    return path;
  }

  async load(
    name: string,
    { quant = 'f32', steps = 8, tensors = tensorsOf(smallConfig, 16) }: SmallModelOptions = {},
  ): Promise<MoshiModel> {
    const path = await this.checkpoint(name, [...tensors]);
    await prepare(path, { quant, steps });
    const model = await MoshiModel.load(path, this.runtime, { quant, steps, threads: 1 });
    this.models.push(model);
    return model;
  }

  async close(): Promise<void> {
    for (const model of this.models) model.close();
    this.runtime.close();
    await rm(this.folder, { recursive: true });
  }
}
