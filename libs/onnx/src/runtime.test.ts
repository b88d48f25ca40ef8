import { mkdtemp, rm, symlink, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createRuntime,
  GraphBuilder,
  RuntimeFailed,
  Safetensors,
  type Model,
  type Runtime,
} from './index.js';
import { writeSafetensors } from './testing/write-safetensors.js';

let runtime: Runtime;
let folder: string;

beforeAll(async () => {
  runtime = createRuntime({ device: 'cpu' });
  folder = await mkdtemp(join(tmpdir(), 'parley-onnx-'));
});
afterAll(async () => {
  runtime.close();
  await rm(folder, { recursive: true });
});

function accumulator(): Model {
  const graph = new GraphBuilder();
  const sum = graph.op('Add', [graph.input('sum', 'f32', [2]), graph.input('x', 'f32', [2])]);
  graph.output(sum, 'nextSum', 'f32', [2]);
  return graph.build();
}

describe('a bound step', () => {
  it('updates state in place when the same tensor is input and output', async () => {
    const graph = await runtime.load(accumulator());
    const sum = runtime.stateTensor('f32', [2]);
    const x = runtime.hostTensor('f32', [2]);
    const step = graph.bind({ inputs: { sum, x }, outputs: { nextSum: sum } });
    x.data?.set([1, 10]);
    await step.run();
    await step.run();
    expect([...(sum.data ?? [])]).toEqual([2, 20]);
    step.close();
    graph.close();
  });

  it('runs on some rows of a larger tensor, and leaves the others alone', async () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', 'f32', ['batch', 2]);
    builder.output(builder.op('Add', [x, x]), 'y', 'f32', ['batch', 2]);
    const graph = await runtime.load(builder.build());
    const whole = runtime.stateTensor('f32', [4, 2]);
    whole.data?.set([1, 2, 3, 4, 5, 6, 7, 8]);
    const two = runtime.rows(whole, 1, 2);
    await graph.bind({ inputs: { x: two }, outputs: { y: two } }).run();
    expect([...(whole.data ?? [])]).toEqual([1, 2, 6, 8, 10, 12, 7, 8]);
    expect([...(two.data ?? [])]).toEqual([6, 8, 10, 12]);
  });

  it('leaves the event loop free while it runs', async () => {
    const graph = new GraphBuilder();
    const size = 1_500;
    let product = graph.input('x', 'f32', [size, size]);
    for (let i = 0; i < 6; i++) product = graph.op('MatMul', [product, product]);
    graph.output(product, 'y', 'f32', [size, size]);
    const loaded = await runtime.load(graph.build());
    const x = runtime.hostTensor('f32', [size, size]);
    const step = loaded.bind({
      inputs: { x },
      outputs: { y: runtime.hostTensor('f32', [size, size]) },
    });
    let turns = 0;
    const count = setInterval(() => turns++, 1);
    await step.run();
    clearInterval(count);
    expect(turns).toBeGreaterThan(3);
  });

  it('refuses a tensor of another shape, naming both', async () => {
    const graph = await runtime.load(accumulator());
    const wrong = runtime.hostTensor('f32', [3]);
    const bind = () =>
      graph.bind({ inputs: { sum: wrong, x: wrong }, outputs: { nextSum: wrong } });
    expect(bind).toThrow('The graph\'s "sum" is f32 [2], the tensor f32 [3].');
  });

  it('refuses to run with an input missing', async () => {
    const graph = await runtime.load(accumulator());
    expect(() => graph.bind({ inputs: {}, outputs: {} })).toThrow('"sum" is not bound');
  });
});

describe('loading', () => {
  it("says in the library's words what is wrong with a graph", async () => {
    const graph = new GraphBuilder();
    graph.output(graph.op('NoSuchOperator', [graph.input('x', 'f32', [1])]), 'y', 'f32', [1]);
    await expect(runtime.load(graph.build())).rejects.toThrow(/NoSuchOperator/);
  });

  it('says what to do where CUDA cannot be had', async () => {
    const cuda = createRuntime({ device: 'cuda', adviceWithoutCuda: 'Take the CPU.' });
    await expect(cuda.load(accumulator())).rejects.toThrow(RuntimeFailed);
    await expect(cuda.load(accumulator())).rejects.toThrow(
      /^CUDA cannot be used here: .+ Take the CPU\.$/,
    );
    cuda.close();
  });

  it("maps weights out of a safetensors file behind a symbolic link, as the hub's cache lays them", async () => {
    await mkdir(join(folder, 'blobs'));
    const blob = join(folder, 'blobs', 'abc');
    await writeFile(blob, writeSafetensors({ scale: { shape: [2], values: [3, 5] } }));
    await symlink(blob, join(folder, 'model.safetensors'));
    const weights = await Safetensors.open(join(folder, 'model.safetensors'));
    const scale = weights.tensors.get('scale');
    if (!scale) throw new Error('the file has no scale');

    const builder = new GraphBuilder();
    builder.output(
      builder.op('Mul', [builder.input('x', 'f32', [2]), builder.weight(scale)]),
      'y',
      'f32',
      [2],
    );
    const graph = await runtime.load(builder.build(), { prepack: false });
    const x = runtime.hostTensor('f32', [2]);
    const y = runtime.hostTensor('f32', [2]);
    x.data?.set([1, 1]);
    await graph.bind({ inputs: { x }, outputs: { y } }).run();
    expect([...(y.data ?? [])]).toEqual([3, 5]);
    await weights.close();
  });
});
