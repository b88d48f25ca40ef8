import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRuntime, type Runtime } from '@parley/onnx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKPOINT_FILE, UnusableCheckpoint } from './checkpoint.js';
import { Mimi } from './mimi.js';
import {
  formulaTensors,
  SMALL_MIMI,
  writeFormulaCheckpoint,
} from './testing/formula-checkpoint.js';

type Tensors = Awaited<ReturnType<typeof formulaTensors>>;

const WEIGHT = 'encoder.model.0.conv.conv.weight';

let root: string;
let runtime: Runtime;
let tensors: Tensors;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-mimi-'));
  runtime = createRuntime({ device: 'cpu' });
  tensors = await formulaTensors(SMALL_MIMI);
});
afterAll(async () => {
  runtime.close();
  await rm(root, { recursive: true });
});

async function folderWith(changed: Tensors = tensors): Promise<string> {
  const folder = join(root, crypto.randomUUID());
  await writeFormulaCheckpoint(folder, SMALL_MIMI, changed);
  return folder;
}

/** Loading must fail with one sentence that says all of these. */
async function expectRefusal(folder: string, ...words: string[]): Promise<void> {
  const failure: unknown = await Mimi.load(folder, runtime).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UnusableCheckpoint);
  const { message } = failure as Error;
  for (const word of words) expect(message).toContain(word);
  expect(message).not.toContain('\n');
}

describe('loading a checkpoint', () => {
  it('takes the names of attention weights that the published file has', async () => {
    const published = Object.entries(tensors).map(([name, tensor]) => [
      name.replace('in_projs.0.weight', 'in_proj_weight').replace('out_projs.0.w', 'out_proj.w'),
      tensor,
    ]);
    const mimi = await Mimi.load(await folderWith(Object.fromEntries(published)), runtime);
    expect(mimi.codebooks).toBe(8);
    mimi.close();
  });

  it('names a weight that is missing', async () => {
    const rest = Object.entries(tensors).filter(([name]) => name !== WEIGHT);
    await expectRefusal(
      await folderWith(Object.fromEntries(rest)),
      `Weight "${WEIGHT}" is missing`,
    );
  });

  it('names a weight of another shape, with both shapes', async () => {
    const wrong = { shape: [7, 1, 2], values: new Float32Array(14) };
    const folder = await folderWith({ ...tensors, [WEIGHT]: wrong });
    await expectRefusal(folder, WEIGHT, '[7, 1, 2]', '[2, 1, 7] was expected');
  });

  it.each([NaN, Infinity, -Infinity])('names a weight that holds a %d', async (value) => {
    const values = Float32Array.from(tensors[WEIGHT]?.values ?? []).fill(value, 3, 4);
    const folder = await folderWith({ ...tensors, [WEIGHT]: { shape: [2, 1, 7], values } });
    await expectRefusal(folder, WEIGHT, 'damaged');
  });

  it('says that a file is cut short', async () => {
    const folder = await folderWith();
    const path = join(folder, CHECKPOINT_FILE);
    await writeFile(path, (await readFile(path)).subarray(0, -100));
    await expectRefusal(folder, 'may be cut short');
  });

  it('says where it looked when there is no file', async () => {
    const folder = await folderWith();
    await rm(join(folder, CHECKPOINT_FILE));
    await expectRefusal(folder, 'There is no Mimi checkpoint at', folder);
  });

  it('says that a folder is none', () => expectRefusal('/nowhere', '/nowhere is not a folder.'));

  it.each([
    ['{ "mimi": ', 'is not JSON'],
    ['{ "mimi": { "seanet": { "dimension": 48 } } }', 'must be equal'],
    ['{ "mimi": { "seanet": { "ratios": [7] } } }', 'must be a whole number'],
    ['{ "mimi": { "transformer": { "num_heads": 3 } } }', 'multiple of twice'],
    ['{ "mimi": { "quantizer": { "n_q": 0 } } }', 'n_q'],
    ['{ "mimi": { "seanet": { "causal": false } } }', 'causal'],
  ])('refuses the configuration %s', async (text, problem) => {
    const folder = await folderWith();
    await writeFile(join(folder, 'config.json'), text);
    await expectRefusal(folder, 'config.json', problem);
  });
});
