import type { Runtime } from '@parley/onnx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodeOutOfRange, type Mimi } from './mimi.js';
import {
  alone,
  FRAMES,
  frames,
  largestDifference,
  LONG,
  readGolden,
  smallMimi,
  type Golden,
  type Passage,
} from './testing/small-model.js';

/** Sums in another order differ in the last bits; a batch is multiplied in other blocks than a single row. */
const ROUNDING = 1e-5;

let runtime: Runtime;
let mimi: Mimi;
let golden: Golden;

beforeAll(async () => {
  ({ runtime, mimi } = await smallMimi());
  golden = await readGolden();
});
afterAll(() => {
  mimi?.close();
  runtime?.close();
});

/** Frame t of every codebook. */
const codesAt = (t: number) => golden.codes.map((row) => row[t] as number);

describe('Mimi against the reference implementation in one pass', () => {
  it('hears the same codes, frame by frame', async () => {
    const { codes } = await alone(mimi, frames(mimi, 0, FRAMES));
    expect(codes).toEqual(Array.from({ length: FRAMES }, (_, t) => codesAt(t)));
  });

  it('speaks the same samples, frame by frame', async () => {
    const state = mimi.open(1);
    const pcm: number[] = [];
    for (let t = 0; t < FRAMES; t++)
      pcm.push(...(await mimi.decodeStep(state, Int32Array.from(codesAt(t)))));
    expect(largestDifference(pcm, golden.pcm)).toBeLessThan(1e-4);
    expect(Math.max(...pcm.map(Math.abs))).toBeGreaterThan(0.01);
    state.close();
  });

  it.each([1, 2, 3])('hears the same with the first %d codebooks alone', async (codebooks) => {
    const fewer = await smallMimi(codebooks);
    const { codes } = await alone(fewer.mimi, frames(mimi, 0, LONG));
    expect(codes).toEqual(Array.from({ length: LONG }, (_, t) => codesAt(t).slice(0, codebooks)));
    fewer.mimi.close();
    fewer.runtime.close();
  });
});

/** When a slot of the batch speaks: `frames` frames of the signal from `from` on, in the rounds where `speaks` holds. */
interface Part {
  slot: number;
  from: number;
  speaks(round: number): boolean;
}

const PARTS: Part[] = [
  { slot: 0, from: 0, speaks: () => true },
  { slot: 1, from: 7, speaks: (round) => round >= 5 },
  { slot: 2, from: 30, speaks: (round) => round < 12 },
  { slot: 3, from: 11, speaks: (round) => round % 3 !== 1 },
  { slot: 2, from: 45, speaks: (round) => round >= 14 },
];
const ROUNDS = 40;

describe('a batch of slots', () => {
  it('gives each slot what it would get alone, whoever joins, leaves or sits out', async () => {
    const heard = await together();
    for (const [index, part] of PARTS.entries()) {
      const passage = heard[index] as Passage;
      const single = await alone(mimi, frames(mimi, part.from, passage.codes.length));
      expect(passage.codes.length).toBeGreaterThan(8);
      expect(passage.codes).toEqual(single.codes);
      expect(largestDifference(passage.pcm.flat(), single.pcm.flat())).toBeLessThan(ROUNDING);
    }
  });

  it('may step its first slots alone', async () => {
    const state = mimi.open(3);
    const input = frames(mimi, 0, LONG);
    for (const [t, frame] of input.entries()) {
      const slots = t % 3 === 0 ? 1 : 2;
      const pcm = new Float32Array(slots * mimi.frameSamples);
      pcm.set(frame);
      const codes = await mimi.encodeStep(state, pcm, [true, false].slice(0, slots));
      expect([...codes.subarray(0, 4)]).toEqual(codesAt(t));
      expect(codes).toHaveLength(4 * slots);
    }
    state.close();
  });

  it('starts a slot anew after a reset, however far it had come', async () => {
    const state = mimi.open(2);
    for (const frame of frames(mimi, 20, LONG)) {
      const both = Float32Array.of(...frame, ...frame);
      await mimi.decodeStep(state, await mimi.encodeStep(state, both));
    }
    mimi.reset(state, 1);
    const input = frames(mimi, 3, LONG);
    const fresh = await alone(mimi, input);
    for (const [t, frame] of input.entries()) {
      const codes = await mimi.encodeStep(state, Float32Array.of(...frame, ...frame));
      const pcm = await mimi.decodeStep(state, codes);
      expect([...codes.subarray(4)]).toEqual(fresh.codes[t]);
      const spoken = pcm.subarray(mimi.frameSamples);
      expect(largestDifference(spoken, fresh.pcm[t] as number[])).toBeLessThan(ROUNDING);
    }
    state.close();
  });
});

/** Runs all parts in one batch; a slot is reset when its part begins. */
async function together(): Promise<Passage[]> {
  const state = mimi.open(4);
  const heard: Passage[] = PARTS.map(() => ({ codes: [], pcm: [] }));
  for (let round = 0; round < ROUNDS; round++) {
    const speaking = [...PARTS.entries()].filter(([, { speaks }]) => speaks(round));
    const pcm = new Float32Array(4 * mimi.frameSamples).fill(NaN);
    for (const [index, { slot, from }] of speaking) {
      const said = (heard[index] as Passage).codes.length;
      if (said === 0) mimi.reset(state, slot);
      pcm.set(frames(mimi, from + said, 1)[0] as Float32Array, slot * mimi.frameSamples);
    }
    const active = [0, 1, 2, 3].map((slot) => speaking.some(([, part]) => part.slot === slot));
    const codes = await mimi.encodeStep(state, pcm, active);
    const spoken = await mimi.decodeStep(state, codes, active);
    for (const [index, { slot }] of speaking) {
      const passage = heard[index] as Passage;
      passage.codes.push([...codes.subarray(slot * 4, (slot + 1) * 4)]);
      const start = slot * mimi.frameSamples;
      passage.pcm.push([...spoken.subarray(start, start + mimi.frameSamples)]);
    }
  }
  state.close();
  return heard;
}

describe('what cannot be done', () => {
  it.each([
    [64, 'Code 64 at codebook 2 is not between 0 and 63.'],
    [-1, 'Code -1 at codebook 2 is not between 0 and 63.'],
  ])('refuses the code %d in one sentence and leaves the state as it was', async (code, words) => {
    const state = mimi.open(1);
    await expect(mimi.decodeStep(state, Int32Array.of(1, 2, code, 3))).rejects.toThrow(words);
    const first = await mimi.decodeStep(state, Int32Array.from(codesAt(0)));
    const expected = golden.pcm.subarray(0, mimi.frameSamples);
    expect(largestDifference(first, expected)).toBeLessThan(1e-4);
    state.close();
  });

  it.each([0, 5])('refuses %d codebooks', async (codebooks) => {
    await expect(smallMimi(codebooks)).rejects.toThrow(CodeOutOfRange);
    await expect(smallMimi(codebooks)).rejects.toThrow('the checkpoint has 1 to 4');
  });
});
