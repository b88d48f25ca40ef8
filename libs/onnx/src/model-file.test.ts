import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRuntime, GraphBuilder, readModel, RuntimeFailed } from './index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-model-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('reads a model from its file, and the runtime runs it on any number of rows', async () => {
  const builder = new GraphBuilder();
  const ids = builder.input('ids', 'i64', ['batch', 2]);
  const table = builder.floats([1, 2, 3], [3]);
  builder.output(builder.op('Gather', [table, ids]), 'values', 'f32', ['batch', 2]);
  const path = join(folder, 'model.onnx');
  await writeFile(path, builder.build().bytes);

  const model = await readModel(path);
  expect(model.inputs).toEqual([{ name: 'ids', dtype: 'i64', shape: ['batch', 2] }]);
  expect(model.outputs).toEqual([{ name: 'values', dtype: 'f32', shape: ['batch', 2] }]);
  const runtime = createRuntime({ device: 'cpu' });
  const graph = await runtime.load(model);
  const given = runtime.hostTensor('i64', [2, 2]);
  const values = runtime.hostTensor('f32', [2, 2]);
  given.data?.set([2n, 0n, 1n, 1n]);
  await graph.bind({ inputs: { ids: given }, outputs: { values } }).run();
  expect([...(values.data ?? [])]).toEqual([3, 1, 2, 2]);
  graph.close();
  runtime.close();
});

it.each([
  ['is not there', undefined, /none\.onnx cannot be read/],
  ['is empty', '', /is not an ONNX model/],
  ['holds something else', '{"no": "model"}', /is damaged, or not an ONNX model/],
])('says so in a sentence when a file %s', async (_, content, sentence) => {
  const path = join(folder, content === undefined ? 'none.onnx' : 'other.onnx');
  if (content !== undefined) await writeFile(path, content);
  const failing = readModel(path);
  await expect(failing).rejects.toThrow(RuntimeFailed);
  await expect(failing).rejects.toThrow(sentence);
});
