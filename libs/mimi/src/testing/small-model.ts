import { readFile } from 'node:fs/promises';
import { createRuntime, type Runtime } from '@parley/onnx';
import { MimiConfig } from '../config.js';
import { formulaSignal, FormulaWeights } from '../formula-weights.js';
import { Mimi } from '../mimi.js';

/** Codes are K rows of T, `pcm` has T frames. */
export interface Golden {
  codes: number[][];
  pcm: Float32Array;
}

export const FRAMES = 80;
/** More than the transformer looks back in the small model (three frames), and than its ring holds. */
export const LONG = 20;

async function json(file: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(file, import.meta.url), 'utf8'));
}

export async function smallConfig(): Promise<MimiConfig> {
  return MimiConfig.parse(((await json('small.json')) as { mimi: unknown }).mimi);
}

/** What the reference implementation computes in one pass; `tools/reference/README.md` says how it was made. */
export async function readGolden(): Promise<Golden> {
  const { oneShot } = (await json('small-golden.json')) as {
    oneShot: { codes: number[][]; pcm: string };
  };
  const bytes = Uint8Array.from(Buffer.from(oneShot.pcm, 'base64'));
  return { codes: oneShot.codes, pcm: new Float32Array(bytes.buffer) };
}

export async function smallMimi(codebooks = 4): Promise<{ runtime: Runtime; mimi: Mimi }> {
  const runtime = createRuntime({ device: 'cpu' });
  const weights = new FormulaWeights(await smallConfig());
  return { runtime, mimi: await Mimi.build(weights, runtime, { codebooks, threads: 1 }) };
}

/** Frames of the formula's signal, beginning anywhere in it. */
export function frames(mimi: Mimi, from: number, count: number): Float32Array[] {
  const signal = formulaSignal((from + count) * mimi.frameSamples);
  return Array.from({ length: count }, (_, i) =>
    signal.subarray((from + i) * mimi.frameSamples, (from + i + 1) * mimi.frameSamples),
  );
}

/** What one slot hears and what comes back when its codes are spoken, frame by frame. */
export interface Passage {
  codes: number[][];
  pcm: number[][];
}

/** A single stream from its beginning. */
export async function alone(mimi: Mimi, input: readonly Float32Array[]): Promise<Passage> {
  const state = mimi.open(1);
  const passage: Passage = { codes: [], pcm: [] };
  for (const frame of input) {
    const codes = await mimi.encodeStep(state, frame);
    passage.codes.push([...codes]);
    passage.pcm.push([...(await mimi.decodeStep(state, codes))]);
  }
  state.close();
  return passage;
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++)
    largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)));
  return largest;
}
