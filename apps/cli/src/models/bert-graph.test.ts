import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRuntime, readModel } from '@parley/onnx';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeBertGraph } from './bert-graph.js';
import { bert, randomBert, writeBert } from '../testing/tiny-bert.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-bert-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function statesOf(rows: readonly number[][], mask: readonly number[][]) {
  const runtime = createRuntime({ device: 'cpu' });
  const graph = await runtime.load(await readModel(join(folder, 'model.onnx')), { threads: 1 });
  const shape = [rows.length, rows[0]?.length ?? 0];
  const tensor = (values: readonly number[][]) => {
    const made = runtime.hostTensor('i64', shape);
    made.data?.set(BigInt64Array.from(values.flat(), BigInt));
    return made;
  };
  const inputs = {
    input_ids: tensor(rows),
    attention_mask: tensor(mask),
    token_type_ids: tensor(rows.map((row) => row.map(() => 0))),
  };
  const states = runtime.hostTensor('f32', [...shape, 8]);
  const step = graph.bind({ inputs, outputs: { last_hidden_state: states } });
  await step.run();
  return states.data as Float32Array;
}

it('is BERT, as its paper has it, with padding that changes nothing', async () => {
  const model = randomBert();
  await writeBert(folder, model);
  await writeBertGraph(folder);
  const rows = [
    [1, 5, 3, 2],
    [4, 2, 0, 0],
  ];
  const states = await statesOf(rows, [
    [1, 1, 1, 1],
    [1, 1, 0, 0],
  ]);
  const expected = [...bert(model, [1, 5, 3, 2]), ...bert(model, [4, 2])].flat();
  expected.forEach((value, at) => expect(states[at], String(at)).toBeCloseTo(value, 4));
});

it('refuses what is no BERT', async () => {
  await writeFile(join(folder, 'config.json'), JSON.stringify({ model_type: 'gpt2' }));
  await expect(writeBertGraph(folder)).rejects.toThrow();
});
