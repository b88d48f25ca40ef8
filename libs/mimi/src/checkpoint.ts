import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { areFinite, MalformedSafetensors, Safetensors } from '@parley/onnx';
import { z } from 'zod';
import { MimiConfig } from './config.js';

export const CHECKPOINT_FILE = 'tokenizer-e351c8d8-checkpoint125.safetensors';

/** The model folder cannot be used; `message` is fit for a terminal. */
export class UnusableCheckpoint extends Error {
  override readonly name = 'UnusableCheckpoint';
  readonly plain = true;
}

/** A weight of another name, as older files have it; the reference loads both. */
const OLDER_NAMES: readonly (readonly [RegExp, string])[] = [
  [/\.in_projs\.0\.weight$/, '.in_proj_weight'],
  [/\.out_projs\.0\.weight$/, '.out_proj.weight'],
];

/** Where weights come from: a checkpoint, or a formula in tests and benchmarks. */
export interface WeightSource {
  readonly config: MimiConfig;
  /** Values in row-major order. */
  read(name: string, shape: readonly number[]): Promise<Float32Array>;
}

/** Weights of a Mimi model by the reference's names, checked as they are read. */
export class Checkpoint implements WeightSource {
  private constructor(
    readonly config: MimiConfig,
    private readonly file: Safetensors,
  ) {}

  /**
   * Opens the Mimi file in `folder`, or the file at `path`; dimensions come from the `mimi` object of the folder's `config.json`.
   * @throws UnusableCheckpoint
   */
  static async open(folder: string, path = join(folder, CHECKPOINT_FILE)): Promise<Checkpoint> {
    const config = await readConfig(folder);
    try {
      return new Checkpoint(config, await Safetensors.open(path));
    } catch (cause) {
      if (cause instanceof MalformedSafetensors)
        throw new UnusableCheckpoint(cause.message, { cause });
      throw new UnusableCheckpoint(
        `There is no Mimi checkpoint at ${path}. "parley models pull" fetches one.`,
        { cause },
      );
    }
  }

  /** @throws UnusableCheckpoint when the weight is missing, has another shape or holds a NaN or an infinity. */
  async read(name: string, shape: readonly number[]): Promise<Float32Array> {
    const stored = this.find(name);
    if (stored.shape.join() !== shape.join()) {
      throw new UnusableCheckpoint(
        `Weight "${name}" of ${this.file.path} has the shape [${stored.shape.join(', ')}]; [${shape.join(', ')}] was expected.`,
      );
    }
    const values = await this.file.readFloats(stored.name);
    if (!areFinite(values))
      throw new UnusableCheckpoint(
        `Weight "${name}" of ${this.file.path} holds a NaN or an infinity; the file is damaged.`,
      );
    return values;
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private find(name: string) {
    const older = OLDER_NAMES.filter(([pattern]) => pattern.test(name)).map(
      ([pattern, replacement]) => name.replace(pattern, replacement),
    );
    const stored = [name, ...older]
      .map((candidate) => this.file.tensors.get(candidate))
      .find(Boolean);
    if (!stored) throw new UnusableCheckpoint(`Weight "${name}" is missing in ${this.file.path}.`);
    return stored;
  }
}

async function readConfig(folder: string): Promise<MimiConfig> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory())
    throw new UnusableCheckpoint(`${folder} is not a folder.`);
  const path = join(folder, 'config.json');
  const text = await readFile(path, 'utf8').catch(() => '{}');
  const parsed = MimiConfig.safeParse(mimiPart(text, path));
  if (!parsed.success)
    throw new UnusableCheckpoint(
      `${path} does not describe a Mimi model that can be built: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`,
    );
  return parsed.data;
}

function mimiPart(text: string, path: string): unknown {
  try {
    return (JSON.parse(text) as { mimi?: unknown }).mimi ?? {};
  } catch (cause) {
    throw new UnusableCheckpoint(`${path} is not JSON.`, { cause });
  }
}
