import { spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHECKPOINT_FILE, writeFormulaCheckpoint } from '@parley/moshi';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { REQUIRED_FILES } from './personaplex-files.js';
import { withModel } from './with-model.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const SMALL = {
  dim: 32,
  num_layers: 1,
  num_heads: 2,
  text_card: 400,
  depformer_dim: 32,
  depformer_num_heads: 2,
  depformer_num_layers: 1,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-prepare-'));
  await writeFormulaCheckpoint(folder, SMALL);
});
afterAll(() => rm(folder, { recursive: true }));

function prepare(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [MAIN, 'models', 'prepare', ...args],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

it('prepares the weights once, and a stack can be started with them', async () => {
  const first = prepare(folder, '--quant', 'q4');
  const file = join(folder, 'parley-q4.safetensors');
  expect(first).toEqual({ status: 0, stdout: `The q4 weights are in ${file}.\n`, stderr: '' });
  expect(prepare(folder, '--quant', 'q4').stdout).toBe(`The q4 weights of ${folder} are ready.\n`);
  expect(await readdir(folder)).toHaveLength(3);
  for (const name of REQUIRED_FILES) await appendFile(join(folder, name), '');
  const env = { ENGINE: 'personaplex', MODEL_DIR: folder, PERSONAPLEX_QUANT: 'q4' };
  expect(await withModel(env)).toEqual(env);
});

it('refuses a folder without a model, one that is cut off, and a kind of weights that is none', async () => {
  const none = prepare(join(folder, 'none'));
  expect(none).toMatchObject({ status: 2, stdout: '' });
  expect(none.stderr).toMatch(/^[^\n]+\.\n$/);
  await truncate(join(folder, CHECKPOINT_FILE), 5_000);
  const cut = prepare(folder);
  expect(cut).toMatchObject({ status: 2, stdout: '' });
  expect(cut.stderr).toMatch(/^[^\n]+\.\n$/);
  expect(prepare(folder, '--quant', 'q3').stderr).toContain('Allowed choices are f32, q8, q4.');
});
