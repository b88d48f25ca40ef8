import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MalformedSafetensors, Safetensors } from './safetensors.js';
import { safetensorsBytes, writeSafetensors } from './testing/write-safetensors.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'parley-safetensors-'))));
afterAll(() => rm(folder, { recursive: true }));

async function opened(bytes: Uint8Array) {
  const path = join(folder, `${crypto.randomUUID()}.safetensors`);
  await writeFile(path, bytes);
  return Safetensors.open(path);
}

describe('Safetensors', () => {
  it('finds each tensor with its shape and reads its values', async () => {
    const file = await opened(
      writeSafetensors({ a: { shape: [2, 1], values: [1, -2] }, b: { shape: [], values: [7] } }),
    );
    expect(file.tensors.get('a')).toMatchObject({ dtype: 'f32', shape: [2, 1], byteLength: 8 });
    expect([...(await file.readFloats('b'))]).toEqual([7]);
    await file.close();
  });

  it('widens half precision exactly', async () => {
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00); // 1, -2, 2^-24, infinity
    const brains = Uint16Array.of(0x3f80, 0xc000); // 1, -2
    const header = {
      f16: { dtype: 'F16', shape: [4], data_offsets: [0, 8] },
      bf16: { dtype: 'BF16', shape: [2], data_offsets: [8, 12] },
    };
    const file = await opened(
      safetensorsBytes(
        header,
        Buffer.concat([Buffer.from(halves.buffer), Buffer.from(brains.buffer)]),
      ),
    );
    expect([...(await file.readFloats('f16'))]).toEqual([1, -2, 2 ** -24, Infinity]);
    expect([...(await file.readFloats('bf16'))]).toEqual([1, -2]);
    await file.close();
  });

  const tensor = (fields: object) =>
    safetensorsBytes(
      { w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...fields } },
      new Uint8Array(8),
    );
  it.each([
    ['too short for a header', new Uint8Array(3), 'too few for a header'],
    [
      'cut in the middle of the header',
      writeSafetensors({ w: { shape: [2], values: [1, 2] } }).subarray(0, 20),
      'the file ends after 20',
    ],
    [
      'cut in the middle of a tensor',
      writeSafetensors({ w: { shape: [2], values: [1, 2] } }).subarray(0, -4),
      'may be cut short',
    ],
    ['with a header that claims terabytes', Buffer.alloc(16, 0x7f), 'header claims'],
    [
      'with a header that is no JSON',
      Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{x')]),
      'not JSON',
    ],
    ['with an unknown type', tensor({ dtype: 'F4' }), 'unknown type "F4"'],
    ['with a negative size', tensor({ shape: [-2] }), 'no valid shape'],
    ['with a range that does not fit the shape', tensor({ shape: [1] }), 'its shape [1] wants 4'],
    [
      'with overlapping tensors',
      safetensorsBytes(
        {
          a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
          b: { dtype: 'F32', shape: [1], data_offsets: [4, 8] },
        },
        new Uint8Array(8),
      ),
      'overlap',
    ],
  ])('refuses a file %s', async (_, bytes, problem) => {
    await expect(opened(bytes)).rejects.toThrow(MalformedSafetensors);
    await expect(opened(bytes)).rejects.toThrow(problem);
  });
});
