import { expect, it } from 'vitest';
import { toLengthOne } from './pooled.js';
import { cosinesOf, packVectors } from './packed-vectors.js';
import { randomOf } from '../testing/random.js';

const random = randomOf(5);
const vector = () => toLengthOne(Float32Array.from({ length: 384 }, () => random() - 0.5));

it('keeps cosines within a hundredth in a byte a number', () => {
  const vectors = Array.from({ length: 20 }, vector);
  const question = vector();
  const packed = packVectors(vectors);
  expect(packed.byteLength).toBeLessThan(20 * 400);
  const cosines = cosinesOf(question, packed);
  vectors.forEach((each, at) => {
    const exact = each.reduce((sum, value, k) => sum + value * (question[k] ?? 0), 0);
    expect(Math.abs((cosines[at] ?? NaN) - exact)).toBeLessThan(0.01);
  });
});

it('has nothing to say of vectors of another length, of none, and of bytes that are something else', () => {
  const packed = packVectors([vector()]);
  expect(cosinesOf(new Float32Array(8), packed)).toHaveLength(0);
  expect(cosinesOf(vector(), packVectors([]))).toHaveLength(0);
  expect(cosinesOf(vector(), packed.subarray(0, 100))).toHaveLength(0);
  expect(cosinesOf(vector(), new Uint8Array(3))).toHaveLength(0);
});

it('reads bytes that lie anywhere in memory', () => {
  const own = vector();
  const packed = packVectors([own]);
  const moved = new Uint8Array(packed.byteLength + 3);
  moved.set(packed, 3);
  expect(cosinesOf(own, moved.subarray(3))[0]).toBeCloseTo(1, 2);
});
