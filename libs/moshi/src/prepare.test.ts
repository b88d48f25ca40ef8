import { copyFile, readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRuntime, safetensorsHeader } from '@parley/onnx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKPOINT_FILE } from './checkpoint.js';
import { MoshiModel } from './moshi-model.js';
import { prepare, type PrepareProgress } from './prepare.js';
import { preparedFile } from './prepared.js';
import { tensorsOf } from './tensors.js';
import { smallConfig as config, SmallModels } from './testing/small-model.js';

let models: SmallModels;
beforeAll(async () => {
  models = await SmallModels.create();
});
afterAll(() => models.close());

const load = (folder: string) =>
  MoshiModel.load(folder, createRuntime({ device: 'cpu' }), { quant: 'q8' });

describe('prepare', () => {
  it('tells how far it is and leaves one whole file', async () => {
    const folder = await models.checkpoint('progress');
    const seen: PrepareProgress[] = [];
    await prepare(folder, { quant: 'q4', onProgress: (progress) => seen.push(progress) });
    for (const phase of ['reading', 'writing']) {
      const last = seen.filter((progress) => progress.phase === phase).at(-1);
      expect(last?.doneBytes).toBe(last?.totalBytes);
    }
    expect((await readdir(folder)).sort()).toEqual(
      ['config.json', CHECKPOINT_FILE, preparedFile('q4')].sort(),
    );
  });

  it('goes on where a run was cut off, and writes the same', async () => {
    const folder = await models.checkpoint('resume');
    const target = join(folder, preparedFile('q8'));
    await prepare(folder, { quant: 'q8' });
    const whole = await readFile(target);
    for (const share of [0.1, 0.5, 0.9]) {
      await copyFile(target, `${target}.partial`);
      await truncate(`${target}.partial`, Math.floor(whole.length * share));
      await prepare(folder, { quant: 'q8' });
      expect((await readFile(target)).equals(whole)).toBe(true);
    }
  });

  it('never uses what was made from another checkpoint', async () => {
    const folder = await models.checkpoint('stale');
    await prepare(folder, { quant: 'q8' });
    const path = join(folder, CHECKPOINT_FILE);
    await utimes(path, new Date(), new Date(1e12));
    (await load(folder)).close();
    const bytes = await readFile(path);
    bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
    await writeFile(path, bytes);
    await expect(load(folder)).rejects.toThrow(/was made from another checkpoint .*prepare/);
    await prepare(folder, { quant: 'q8' });
    (await load(folder)).close();
  });

  it('says what to run when nothing was prepared', async () => {
    const folder = await models.checkpoint('unprepared');
    await expect(load(folder)).rejects.toThrow(`Run "parley models prepare ${folder} --quant q8".`);
  });

  it('refuses a weight that is not a number, by name', async () => {
    const folder = await models.checkpoint('nan');
    const path = join(folder, CHECKPOINT_FILE);
    const bytes = await readFile(path);
    bytes.writeFloatLE(NaN, 8 + Number(bytes.readBigUInt64LE()));
    await writeFile(path, bytes);
    await expect(prepare(folder, { quant: 'q8' })).rejects.toThrow(
      /Tensor "text_emb\.weight" of .* holds a NaN/,
    );
    expect(await readdir(folder)).not.toContain(preparedFile('q8'));
  });

  it('refuses a file that was cut short', async () => {
    const folder = await models.checkpoint('short');
    const path = join(folder, CHECKPOINT_FILE);
    await truncate(path, (await stat(path)).size - 1_000);
    await expect(prepare(folder, { quant: 'q8' })).rejects.toThrow('it may be cut short');
  });

  it('names the tensors that are missing, unknown or of another shape', async () => {
    const tensors = tensorsOf(config, 16)
      .filter(({ name }) => name !== 'out_norm.alpha')
      .map(({ name, shape }) =>
        name === 'emb.3.weight' ? { name, shape: [2049, 65] } : { name, shape },
      );
    const folder = await models.checkpoint('wrong', [...tensors, { name: 'other', shape: [2] }]);
    const problem = prepare(folder, { quant: 'q8' });
    await expect(problem).rejects.toThrow('Tensors missing (1): out_norm.alpha.');
    await expect(problem).rejects.toThrow(
      'Tensors of another shape (1): emb.3.weight is [2049,65], not [2049,64].',
    );
    await expect(problem).rejects.toThrow('Tensors unknown (1): other.');
  });

  it('refuses a configuration that contradicts itself', async () => {
    const folder = await models.checkpoint('config');
    await writeFile(join(folder, 'config.json'), JSON.stringify({ delays: [0, 1], num_heads: 7 }));
    await expect(prepare(folder, { quant: 'q8' })).rejects.toThrow(
      /config\.json does not describe .*7 heads.*delays has 2 entries/,
    );
  });

  it('takes a checkpoint in half precision', async () => {
    const folder = await models.checkpoint('half');
    const tensors = tensorsOf(config, 16);
    const header = safetensorsHeader(tensors.map((tensor) => ({ ...tensor, dtype: 'bf16' })));
    const values = tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    const halves = new Uint16Array(values).fill(0x3c00);
    await writeFile(
      join(folder, CHECKPOINT_FILE),
      Buffer.concat([header, new Uint8Array(halves.buffer)]),
    );
    await prepare(folder, { quant: 'q8' });
    (await load(folder)).close();
  });
});
