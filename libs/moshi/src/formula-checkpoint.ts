import { mkdir, open, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { formulaValues, safetensorsHeader } from '@parley/onnx';
import { CHECKPOINT_FILE } from './checkpoint.js';
import { MoshiConfig } from './config.js';
import { tensorsOf, type ExpectedTensor } from './tensors.js';

/** Values converted at a time. */
const CHUNK = 4 << 20;

export interface FormulaCheckpointOptions {
  /** Tensors to write; all that the configuration asks for when absent. */
  readonly tensors?: readonly ExpectedTensor[];
  /** The release's type is `bf16`. */
  readonly dtype?: 'f32' | 'bf16';
  onBytes?(bytes: number): void;
}

/**
 * Writes a model folder as a release has it, with weights from a formula instead of training: what it says is noise, but every
 * layer has a say in it. The formula stands in `tools/reference/formula_weights.py` too.
 * @param config keys of `config.json`; the others are PersonaPlex-7B's
 */
export async function writeFormulaCheckpoint(
  folder: string,
  config: object,
  { tensors: some, dtype = 'f32', onBytes }: FormulaCheckpointOptions = {},
): Promise<void> {
  const parsed = MoshiConfig.parse(config);
  const tensors = some ?? tensorsOf(parsed, parsed.dep_q);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  const file = await open(join(folder, CHECKPOINT_FILE), 'w');
  try {
    await file.write(safetensorsHeader(tensors.map((tensor) => ({ ...tensor, dtype }))));
    for (const tensor of tensors) await writeTensor(file, tensor, dtype, onBytes);
  } finally {
    await file.close();
  }
}

async function writeTensor(
  file: FileHandle,
  { name, shape }: ExpectedTensor,
  dtype: 'f32' | 'bf16',
  onBytes: FormulaCheckpointOptions['onBytes'],
): Promise<void> {
  const count = shape.reduce((product, size) => product * size, 1);
  const { center, spread } = distribution(name, shape);
  for (let first = 0; first < count; first += CHUNK) {
    const values = formulaValues(name, Math.min(CHUNK, count - first), first);
    for (let i = 0; i < values.length; i++)
      values[i] = center + Math.fround(spread * (values[i] as number));
    const bytes = dtype === 'f32' ? values : toBf16(values);
    await file.write(new Uint8Array(bytes.buffer));
    onBytes?.(bytes.byteLength);
  }
}

/** Chosen so that activations neither vanish nor explode through the layers. */
function distribution(name: string, shape: readonly number[]): { center: number; spread: number } {
  if (name.endsWith('.alpha')) return { center: 1, spread: 0.25 };
  return { center: 0, spread: Math.fround(Math.sqrt(6 / (shape.at(-1) as number))) };
}

/** Cut off, which is as good as rounded for values that mean nothing. */
function toBf16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < halves.length; i++) halves[i] = (bits[i] as number) >>> 16;
  return halves;
}
