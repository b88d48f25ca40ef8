import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GraphBuilder, NotAModel, readMetadata } from './index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-metadata-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, 'model.onnx');
  await writeFile(path, bytes);
  return path;
}

function model(metadata?: Record<string, string>): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'f32', [400]);
  const weights = graph.floats(new Float32Array(400), [400]);
  graph.output(graph.op('Add', [x, weights]), 'y', 'f32', [400]);
  return graph.build(metadata).bytes;
}

it('reads what a model says of itself', async () => {
  const metadata = { sample_rate: '22050', comment: 'größer als 127 Byte '.repeat(20), empty: '' };
  expect(Object.fromEntries(await readMetadata(await file(model(metadata))))).toEqual(metadata);
});

it('finds nothing in a model that says nothing', async () => {
  expect((await readMetadata(await file(model()))).size).toBe(0);
});

it.each([
  ['that ends too early', model().slice(0, -5)],
  ['of text', 'no model, but a page that says "404"'],
  ['that is empty', ''],
])('refuses a file %s', async (_, bytes) => {
  await expect(readMetadata(await file(bytes))).rejects.toBeInstanceOf(NotAModel);
});
