import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKPOINT_FILE } from '@parley/moshi';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { REQUIRED_FILES } from './personaplex-files.js';
import { withModel } from './with-model.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'parley-model-'));
  vi.stubEnv('PARLEY_HOME', home);
  vi.stubEnv('PARLEY_MODELS', join(home, 'models'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

it('leaves a stack alone that needs no model', async () => {
  expect(await withModel({ HF_REPO: 'somebody/else' })).toEqual({ HF_REPO: 'somebody/else' });
});

it('says which command fetches the model of HF_REPO, and where it has looked', async () => {
  const folder = join(home, 'models/ours');
  await expect(withModel({ ENGINE: 'personaplex', HF_REPO: 'somebody/ours' })).rejects.toThrow(
    `${folder} has no ${CHECKPOINT_FILE}, `,
  );
  await expect(withModel({ ENGINE: 'personaplex', HF_REPO: 'somebody/ours' })).rejects.toThrow(
    `Run: parley models pull --dir ${folder}`,
  );
});

it('says which command prepares a model that has been fetched', async () => {
  for (const name of REQUIRED_FILES) await writeFile(join(home, name), 'x');
  const env = { ENGINE: 'personaplex', MODEL_DIR: home, PERSONAPLEX_QUANT: 'q4' };
  await expect(withModel(env)).rejects.toThrow(`Run: parley models prepare ${home} --quant q4`);
});
