import {
  agentStreams,
  MoshiModel,
  Sampling,
  textFrames,
  type MoshiBatch,
  type Quant,
} from '@parley/moshi';
import type { Runtime } from '@parley/onnx';
import { percentile } from './statistics.js';

const WARM_UP_STEPS = 3;

export interface LmTime {
  /** Median time of one step, which takes 80 ms of every session of the batch. */
  msPerFrame: number;
  /** Median processor time of one step: what holds on a machine that others use, too. */
  cpuMsPerFrame: number;
}

/** One way of keeping the weights: times by the size of the batch. */
export interface LmQuantBench {
  times: Record<string, LmTime>;
  loadMs: number;
  /** Memory of the process with the model loaded and one session open. */
  residentBytes: number;
}

export interface BenchLmOptions {
  quant: Quant;
  batches: readonly number[];
  /** Steps that are timed for each batch size. */
  steps: number;
  threads: number | undefined;
}

/** Times prepared weights, greedy, with as many frames behind each session as the model looks back on. */
export async function benchLm(
  folder: string,
  runtime: Runtime,
  { quant, batches, steps, threads }: BenchLmOptions,
  onProgress: (share: number, note: string) => void,
): Promise<LmQuantBench> {
  onProgress(0, `${quant}, loading`);
  const startedMs = performance.now();
  const model = await MoshiModel.load(folder, runtime, { quant, ...(threads ? { threads } : {}) });
  const loadMs = Math.round(performance.now() - startedMs);
  let residentBytes = 0;
  const times: Record<string, LmTime> = {};
  for (const [index, size] of batches.entries()) {
    onProgress(index / batches.length, `${quant}, batch of ${size}`);
    const batch = model.open(size);
    await fill(batch, model, size);
    residentBytes ||= process.memoryUsage().rss;
    times[size] = await timeSteps(batch, model, size, steps);
    await batch.close();
  }
  model.close();
  return { times, loadMs, residentBytes };
}

async function fill(batch: MoshiBatch, { config }: MoshiModel, size: number): Promise<void> {
  for (let slot = 0; slot < size; slot++) {
    batch.restart(slot, Sampling.parse({ greedy: true }));
    const text = Array<number>(config.context).fill(config.existing_text_padding_id);
    await batch.feed(slot, textFrames(config, text));
  }
}

async function timeSteps(
  batch: MoshiBatch,
  { config }: MoshiModel,
  size: number,
  steps: number,
): Promise<LmTime> {
  const [wallMs, cpuMs]: [number[], number[]] = [[], []];
  for (let step = 0; step < WARM_UP_STEPS + steps; step++) {
    const code = (k: number) => (step * 37 + k * 101) % config.card;
    const user = Array.from({ length: agentStreams(config) }, (_, k) => code(k));
    const given = new Map(Array.from({ length: size }, (_, slot) => [slot, { user }] as const));
    const [startedMs, cpu] = [performance.now(), process.cpuUsage()];
    await batch.step(given);
    const { user: inUser, system } = process.cpuUsage(cpu);
    if (step < WARM_UP_STEPS) continue;
    wallMs.push(performance.now() - startedMs);
    cpuMs.push((inUser + system) / 1_000);
  }
  return { msPerFrame: median(wallMs), cpuMsPerFrame: median(cpuMs) };
}

function median(values: readonly number[]): number {
  return Math.round((percentile(values, 0.5) ?? 0) * 100) / 100;
}
