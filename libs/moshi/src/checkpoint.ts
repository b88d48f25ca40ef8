import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MalformedSafetensors, Safetensors, type StoredTensor } from '@parley/onnx';
import { z } from 'zod';
import { agentStreams, MoshiConfig } from './config.js';
import { MOSHI_STEPS, tensorsOf, weightsOf, type Weight } from './tensors.js';
import { UnusableModel } from './unusable-model.js';

export const CHECKPOINT_FILE = 'model.safetensors';

/** Groups of tensors that the reference copies from steps 0 to 7 to steps 8 to 15 where a checkpoint lacks those. */
const COPIED_STEPS = /\b(gating|linears|depformer_in|depformer_emb)\.(\d+)\./;

/** Names shown of a long list. */
const SHOWN = 8;

/** Where in a checkpoint a weight lies: `first` counts elements. */
export interface Source {
  readonly tensor: StoredTensor;
  readonly first: number;
}

/** A checkpoint of the language model, its tensors checked by name, shape and type before anything is read of them. */
export class Checkpoint {
  private constructor(
    readonly config: MoshiConfig,
    readonly file: Safetensors,
  ) {}

  /**
   * Opens `model.safetensors` in `folder`, or the file at `path`; dimensions come from the folder's `config.json`.
   * @param steps steps of the depformer that weights are needed for; the agent's streams when absent
   * @throws UnusableModel
   */
  static async open(folder: string, options: { path?: string | undefined; steps?: number } = {}) {
    const config = await readConfig(folder);
    const path = options.path ?? join(folder, CHECKPOINT_FILE);
    const file = await openFile(path);
    const checkpoint = new Checkpoint(config, file);
    try {
      checkpoint.check(options.steps ?? agentStreams(config));
      return checkpoint;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Where a weight lies, the reference's two patches applied: tensors of Moshi's 8 steps serve steps 8 to 15 too. */
  find({ stored, firstRow, shape }: Weight): Source | undefined {
    const own = this.file.tensors.get(stored);
    const tensor = own ?? this.file.tensors.get(earlierStep(stored));
    if (!tensor) return undefined;
    const rows = tensor.shape[0] ?? 1;
    const row = firstRow % Math.max(rows, 1);
    return { tensor, first: row * (shape[1] ?? 1) };
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private check(steps: number): void {
    const expected = new Map(
      tensorsOf(this.config, this.config.dep_q).map(({ name, shape }) => [name, shape]),
    );
    const missing = weightsOf(this.config, steps)
      .filter((weight) => !this.find(weight))
      .map(({ stored }) => stored);
    const stored = [...this.file.tensors.values()];
    const extra = stored.filter(({ name }) => !expected.has(name)).map(({ name }) => name);
    const shapes = stored
      .filter(({ name }) => expected.has(name))
      .filter(({ name, shape }) => !fits(shape, expected.get(name) as readonly number[], name))
      .map(({ name, shape }) => `${name} is [${shape.join()}], not [${expected.get(name)?.join() ?? ''}]`);
    const types = stored
      .filter(({ dtype }) => !['f32', 'f16', 'bf16'].includes(dtype))
      .map(({ name, dtype }) => `${name} (${dtype})`);
    const problems = [
      listed('missing', missing),
      listed('of another shape', shapes),
      listed('unknown', extra),
      listed('without floats', types),
    ].filter(Boolean);
    if (problems.length > 0)
      throw new UnusableModel(
        `${this.file.path} does not hold the model that its config.json describes. ${problems.join(' ')}`,
      );
  }
}

/** Attention of Moshi's 8 steps may stand for 16: half the rows. */
function fits(shape: readonly number[], expected: readonly number[], name: string): boolean {
  if (shape.join() === expected.join()) return true;
  const [rows = 0, ...others] = expected;
  return /^depformer\..*self_attn/.test(name) && [rows / 2, ...others].join() === shape.join();
}

function earlierStep(name: string): string {
  return name.replace(COPIED_STEPS, (_, group: string, step: string) =>
    Number(step) < MOSHI_STEPS ? `${group}.${step}.` : `${group}.${Number(step) - MOSHI_STEPS}.`,
  );
}

function listed(what: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const rest = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `Tensors ${what} (${names.length}): ${names.slice(0, SHOWN).join(', ')}${rest}.`;
}

async function openFile(path: string): Promise<Safetensors> {
  try {
    return await Safetensors.open(path);
  } catch (cause) {
    if (cause instanceof MalformedSafetensors) throw new UnusableModel(cause.message, { cause });
    throw new UnusableModel(
      `There is no language model at ${path}. "parley models pull" fetches one.`,
      { cause },
    );
  }
}

/** @throws UnusableModel */
export async function readConfig(folder: string): Promise<MoshiConfig> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory())
    throw new UnusableModel(`${folder} is not a folder.`);
  const path = join(folder, 'config.json');
  const text = await readFile(path, 'utf8').catch(() => '{}');
  const parsed = MoshiConfig.safeParse(parseJson(text, path));
  if (parsed.success) return parsed.data;
  throw new UnusableModel(
    `${path} does not describe a model that can be built: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`,
  );
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnusableModel(`${path} is not JSON.`, { cause });
  }
}
