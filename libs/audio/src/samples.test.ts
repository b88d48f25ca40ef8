import { expect, it } from 'vitest';
import { floatToInt16, int16ToFloat, rmsDbfs, toMono } from './samples.js';
import { tone } from './testing/index.js';

it('brings every 16-bit sample back through floats', () => {
  const all = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768);
  expect(Buffer.from(floatToInt16(int16ToFloat(all)).buffer).equals(Buffer.from(all.buffer))).toBe(
    true,
  );
});

it('clips floats beyond full scale', () => {
  expect([...floatToInt16(Float32Array.of(1, 1.5, -1, -2))]).toEqual([
    32_767, 32_767, -32_768, -32_768,
  ]);
});

it('mixes channels by their mean', () => {
  expect(toMono([Float32Array.of(1, 0), Float32Array.of(0, -1)])).toEqual(
    Float32Array.of(0.5, -0.5),
  );
  expect(toMono([Float32Array.of(0.25)])).toEqual(Float32Array.of(0.25));
});

it('measures level against full scale', () => {
  expect(rmsDbfs(Float32Array.of(1, -1, 1, -1))).toBe(0);
  expect(rmsDbfs(tone(1_000, 24_000, 24_000))).toBeCloseTo(-15.05, 2);
  expect(rmsDbfs(floatToInt16(tone(1_000, 24_000, 24_000)))).toBeCloseTo(-15.05, 2);
  expect(rmsDbfs(new Int16Array(10))).toBe(-Infinity);
  expect(rmsDbfs(new Int16Array())).toBe(-Infinity);
});
