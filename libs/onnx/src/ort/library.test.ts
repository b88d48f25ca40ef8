import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { libraryPath } from './c-api.js';

/** A process loads the library once, so each of these has its own. */
const PROGRAM = `
  import { createRuntime, GraphBuilder } from ${JSON.stringify(new URL('../index.ts', import.meta.url).href)};
  const graph = new GraphBuilder();
  graph.output(graph.op('Neg', [graph.input('x', 'f32', [1])]), 'y', 'f32', [1]);
  try {
    const runtime = createRuntime({ device: process.argv[1] });
    await runtime.load(graph.build());
    console.log('loaded');
  } catch (error) {
    console.log(error.message);
  }
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-onnxruntime-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(library: string, device = 'cpu'): Promise<string> {
  const env = { ...process.env, ONNXRUNTIME_LIBRARY: library };
  const args = ['--import', 'tsx', '--input-type=module', '-e', PROGRAM, device];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return stdout.trim();
}

it('uses the library that ONNXRUNTIME_LIBRARY names, wherever it lies', async () => {
  const elsewhere = join(folder, 'libonnxruntime.so.1');
  await symlink(libraryPath(), elsewhere);
  expect(await load(elsewhere)).toBe('loaded');
});

it('names a library that is not there', async () => {
  const nowhere = join(folder, 'nowhere.so');
  expect(await load(nowhere)).toMatch(`ONNX Runtime could not be loaded from ${nowhere}`);
});

it('says that the library knows no CUDA when nothing beside it does', async () => {
  expect(await load(libraryPath(), 'cuda')).toMatch(
    /^CUDA cannot be used here: .+ is ONNX Runtime for the CPU only, .+\.$/,
  );
});

it('says what the part for CUDA lacks when it cannot be loaded', async () => {
  const broken = join(folder, 'broken.so.1');
  await symlink(libraryPath(), broken);
  await writeFile(join(dirname(broken), 'libonnxruntime_providers_cuda.so'), 'no library');
  expect(await load(broken, 'cuda')).toMatch(
    /^CUDA cannot be used here: .*libonnxruntime_providers_cuda\.so.*\.$/,
  );
});
