import { expect, it } from 'vitest';
import { FRAME_SAMPLES, FrameAssembler } from './frames.js';

const ramp = (from: number, count: number) =>
  Int16Array.from({ length: count }, (_, i) => from + i);

it('gives frames of 1920 samples in the order they came, however they are cut', () => {
  const assembler = new FrameAssembler();
  const frames = [];
  for (let start = 0; start < 4_000; start += 480) frames.push(...assembler.push(ramp(start, 480)));
  expect(frames).toEqual([ramp(0, FRAME_SAMPLES), ramp(1_920, FRAME_SAMPLES)]);
});

it('gives several frames of one long piece, each in memory of its own', () => {
  const [first, second] = new FrameAssembler().push(ramp(0, 4_000)) as [Int16Array, Int16Array];
  first.fill(-1);
  expect(second).toEqual(ramp(1_920, FRAME_SAMPLES));
});

it('fills the last frame up with silence', () => {
  const assembler = new FrameAssembler();
  assembler.push(ramp(1, 10));
  expect(assembler.pendingSamples).toBe(10);
  const last = assembler.flush() as Int16Array;
  expect([...last.subarray(8, 12)]).toEqual([9, 10, 0, 0]);
  expect(last.length).toBe(FRAME_SAMPLES);
  expect(assembler.flush()).toBeUndefined();
});
