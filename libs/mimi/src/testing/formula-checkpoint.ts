import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSafetensors } from '@parley/onnx/testing';
import { CHECKPOINT_FILE, type WeightSource } from '../checkpoint.js';
import { MimiConfig } from '../config.js';
import { FormulaWeights } from '../formula-weights.js';
import { decoderModel, encoderModel } from '../graphs.js';

/** A model of the project's frames (1920 samples at 24 kHz, two transformer steps) that is small enough for tests. */
export const SMALL_MIMI = {
  seanet: { dimension: 32, n_filters: 2 },
  transformer: { d_model: 32, num_heads: 2, num_layers: 1, context: 10, dim_feedforward: 64 },
  quantizer: { dimension: 16, n_q: 8, bins: 64 },
};

type Tensors = Parameters<typeof writeSafetensors>[0];

/** All weights of a model by name, made from the formula. */
export async function formulaTensors(mimi: object): Promise<Tensors> {
  const config = MimiConfig.parse(mimi);
  const formula = new FormulaWeights(config);
  const tensors: Tensors = {};
  const recorder: WeightSource = {
    config,
    read: async (name, shape) => {
      const values = await formula.read(name, shape);
      tensors[name] = { shape: [...shape], values };
      return values;
    },
  };
  await encoderModel(recorder, config.quantizer.n_q);
  await decoderModel(recorder, config.quantizer.n_q);
  return tensors;
}

/** Lays out a model folder as a release has it; `tensors` instead of the formula's where given. */
export async function writeFormulaCheckpoint(
  folder: string,
  mimi: object = SMALL_MIMI,
  tensors?: Tensors,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), JSON.stringify({ mimi }));
  await writeFile(
    join(folder, CHECKPOINT_FILE),
    writeSafetensors(tensors ?? (await formulaTensors(mimi))),
  );
}
