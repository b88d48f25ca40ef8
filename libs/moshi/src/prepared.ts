import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MalformedSafetensors, Safetensors, type StoredTensor } from '@parley/onnx';
import { CHECKPOINT_FILE } from './checkpoint.js';
import { MoshiConfig } from './config.js';
import { scalesOf } from './prepared-layout.js';
import type { Quant } from './weight-quantization.js';
import { isSame, type SourceIdentity } from './source-identity.js';
import { weightsOf } from './tensors.js';
import { UnusableModel } from './unusable-model.js';

/** Raised whenever a prepared file of before can no longer be used. */
const FORMAT = '1';

export interface Preparation {
  readonly quant: Quant;
  readonly steps: number;
  readonly source: SourceIdentity;
  readonly config: MoshiConfig;
}

export function preparedFile(quant: Quant): string {
  return `parley-${quant}.safetensors`;
}

export function preparedMetadata(preparation: Preparation): Record<string, string> {
  return { 'parley.format': FORMAT, 'parley.preparation': JSON.stringify(preparation) };
}

/** A matrix in a prepared file; `scales` when it is quantized. */
export interface PreparedMatrix {
  readonly values: StoredTensor;
  readonly scales: StoredTensor | undefined;
}

/** Weights as `prepare` wrote them. */
export class PreparedWeights {
  private shapes: ReadonlyMap<string, readonly number[]> | undefined;

  private constructor(
    readonly preparation: Preparation,
    private readonly file: Safetensors,
  ) {}

  /**
   * Opens the prepared file in `folder`.
   * @param checkpoint the checkpoint that it must have been made from, where that is still there
   * @throws UnusableModel when there is none, or one of another checkpoint
   */
  static async open(
    folder: string,
    quant: Quant,
    checkpoint = join(folder, CHECKPOINT_FILE),
  ): Promise<PreparedWeights> {
    const path = join(folder, preparedFile(quant));
    const again = `Run "parley models prepare ${folder} --quant ${quant}".`;
    const file = await openFile(path, again);
    try {
      const preparation = readPreparation(file, again);
      if ((await exists(checkpoint)) && !(await isSame(checkpoint, preparation.source)))
        throw new UnusableModel(
          `${path} was made from another checkpoint than ${checkpoint}. ${again}`,
        );
      return new PreparedWeights(preparation, file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** @throws UnusableModel */
  tensor(name: string): StoredTensor {
    const tensor = this.file.tensors.get(name);
    if (!tensor) throw new UnusableModel(`${this.file.path} has no weight "${name}".`);
    return tensor;
  }

  /** Shape of a weight before it was quantized: (outputs, inputs) of a matrix. */
  shapeOf(name: string): readonly number[] {
    const { config, steps } = this.preparation;
    this.shapes ??= new Map(weightsOf(config, steps).map(({ name, shape }) => [name, shape]));
    return this.shapes.get(name) ?? [];
  }

  /** @throws UnusableModel */
  matrix(name: string): PreparedMatrix {
    return { values: this.tensor(name), scales: this.file.tensors.get(scalesOf(name)) };
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** Whether `prepare` has written weights of this checkpoint that can be used. */
export async function isPrepared(
  folder: string,
  quant: Quant,
  checkpoint?: string,
): Promise<boolean> {
  try {
    const weights = await PreparedWeights.open(folder, quant, checkpoint);
    await weights.close();
    return true;
  } catch (error) {
    if (error instanceof UnusableModel) return false;
    throw error;
  }
}

async function openFile(path: string, again: string): Promise<Safetensors> {
  try {
    return await Safetensors.open(path);
  } catch (cause) {
    const problem =
      cause instanceof MalformedSafetensors
        ? cause.message
        : `There are no prepared weights at ${path}.`;
    throw new UnusableModel(`${problem} ${again}`, { cause });
  }
}

function readPreparation({ metadata, path }: Safetensors, again: string): Preparation {
  if (metadata['parley.format'] !== FORMAT)
    throw new UnusableModel(`${path} was written by another version of Parley. ${again}`);
  const preparation = JSON.parse(metadata['parley.preparation'] ?? '{}') as Preparation;
  return { ...preparation, config: MoshiConfig.parse(preparation.config) };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
