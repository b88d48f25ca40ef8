import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readWav, writeWav } from '@parley/audio';
import { CHECKPOINT_FILE, formulaSignal } from '@parley/mimi';
import { writeFormulaCheckpoint } from '@parley/mimi/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** Half a second, so that the last frame is not full. */
const SAMPLES = 12_000;
const FRAMES = 7;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-codec-'));
  await writeFormulaCheckpoint(join(folder, 'model'));
  await writeFile(join(folder, 'in.wav'), writeWav(formulaSignal(SAMPLES), 24_000));
  await writeFile(join(folder, '16k.wav'), writeWav(formulaSignal(8_000), 16_000));
  await writeFile(join(folder, 'stereo.wav'), inStereo(formulaSignal(SAMPLES)));
});
afterAll(() => rm(folder, { recursive: true }));

/** Float samples in both channels, as editors write them. */
function inStereo(samples: Float32Array): Uint8Array {
  const header = Buffer.from(writeWav(new Int16Array(4 * samples.length), 24_000));
  header.writeUInt16LE(3, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt16LE(32, 34);
  samples.forEach((sample, i) => {
    header.writeFloatLE(sample, 44 + 8 * i);
    header.writeFloatLE(sample, 48 + 8 * i);
  });
  return header;
}

function codec(...args: string[]) {
  const all = [MAIN, 'codec', ...args, '--model-dir', 'model'];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

async function codesIn(name: string): Promise<number[][]> {
  const { codes, frameRateHz } = JSON.parse(await readFile(join(folder, name), 'utf8')) as {
    codes: number[][];
    frameRateHz: number;
  };
  expect(frameRateHz).toBe(12.5);
  return codes;
}

const samplesIn = async (name: string) => readWav(await readFile(join(folder, name))).channels[0];

describe('parley codec', () => {
  it('encodes a recording, the last partial frame included, and decodes it', async () => {
    expect(codec('encode', 'in.wav', 'codes.json')).toMatchObject({ status: 0, stderr: '' });
    const codes = await codesIn('codes.json');
    expect(codes.map((row) => row.length)).toEqual(Array(8).fill(FRAMES));
    expect(codec('decode', 'codes.json', 'out.wav')).toMatchObject({ status: 0, stderr: '' });
    expect(await samplesIn('out.wav')).toHaveLength(FRAMES * 1_920);
  });

  it('gives the same on the way there and back as in two steps', async () => {
    codec('encode', 'in.wav', 'codes.json');
    codec('decode', 'codes.json', 'out.wav');
    expect(codec('roundtrip', 'in.wav', 'back.wav').status).toBe(0);
    expect(await samplesIn('back.wav')).toEqual((await samplesIn('out.wav'))?.slice(0, SAMPLES));
  });

  it('takes stereo and other sample rates', async () => {
    codec('encode', 'in.wav', 'codes.json', '--codebooks', '2');
    expect(codec('encode', 'stereo.wav', 'stereo.json', '--codebooks', '2').status).toBe(0);
    expect((await codesIn('stereo.json')).map((row) => row.length)).toEqual([FRAMES, FRAMES]);
    expect(codec('encode', '16k.wav', '16k.json', '--codebooks', '1').status).toBe(0);
    expect((await codesIn('16k.json')).map((row) => row.length)).toEqual([FRAMES]);
  });

  it.each([
    ['no-recording.json', '{"codes": ', 'is not JSON'],
    ['ragged.json', '{"codes": [[1, 2], [3]], "frameRateHz": 12.5}', 'of one length'],
    ['flat.json', '{"codes": [1, 2], "frameRateHz": 12.5}', 'codes.0'],
    ['broken.json', '{"codes": [[1.5]], "frameRateHz": 12.5}', 'codes.0.0'],
    ['empty.json', '{"codes": [], "frameRateHz": 12.5}', 'codes'],
    ['rate.json', '{"codes": [[1]], "frameRateHz": 50}', '50 frames a second, the model 12.5'],
    ['range.json', '{"codes": [[1], [64]], "frameRateHz": 12.5}', 'Code 64 at codebook 1 is not'],
    ['nine.json', `{"codes": [${Array(9).fill('[1]').join()}], "frameRateHz": 12.5}`, '1 to 8'],
  ])('refuses %s with one sentence and exit code 2', async (name, text, words) => {
    await writeFile(join(folder, name), text);
    expectRefusal(codec('decode', name, 'out.wav'), words);
  });

  it('refuses what is no recording, and one with a NaN in it', async () => {
    await writeFile(join(folder, 'text.wav'), 'not a recording');
    await writeFile(join(folder, 'nan.wav'), inStereo(formulaSignal(SAMPLES).fill(NaN, 7, 8)));
    expectRefusal(codec('encode', 'none.wav', 'codes.json'), 'none.wav cannot be read');
    expectRefusal(codec('encode', 'text.wav', 'codes.json'), 'text.wav');
    expectRefusal(codec('encode', 'nan.wav', 'codes.json'), 'no number, at 7');
  });

  it('refuses a model that is missing or damaged', async () => {
    await rm(join(folder, 'model', CHECKPOINT_FILE));
    expectRefusal(codec('encode', 'in.wav', 'codes.json'), 'There is no Mimi checkpoint at');
    await writeFile(join(folder, 'model', CHECKPOINT_FILE), 'x');
    expectRefusal(codec('encode', 'in.wav', 'codes.json'), 'not a usable safetensors file');
    await writeFormulaCheckpoint(join(folder, 'model'));
  });
});

function expectRefusal({ status, stdout, stderr }: ReturnType<typeof codec>, words: string): void {
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(words);
  expect(stderr).toMatch(/^[^\n]+\.\n$/);
}
