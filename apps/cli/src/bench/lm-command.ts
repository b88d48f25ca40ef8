import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ADVICE_WITHOUT_CUDA } from '@parley/config';
import { isPrepared, prepare, QUANTS, writeFormulaCheckpoint, type Quant } from '@parley/moshi';
import { createRuntime, type Device } from '@parley/onnx';
import { refusingBadInput } from '../codec/bad-input.js';
import { printJson, printLine } from '../terminal/print.js';
import { openProgress, type Progress } from '../terminal/progress.js';
import { tableLines } from '../terminal/table.js';
import { measureAgreement, recordScript, type Agreement } from './lm-agreement.js';
import { benchLm, type LmQuantBench } from './lm-bench.js';

/** A model that fits a small machine and has all that the real one has. */
const MIDDLE_SIZE = {
  dim: 1024,
  num_layers: 12,
  num_heads: 16,
  context: 750,
  dep_q: 8,
  depformer_dim: 1024,
  depformer_num_layers: 6,
};

interface BenchLmCommandOptions {
  modelDir?: string;
  json?: boolean;
  threads?: number;
  steps: number;
  quant: Quant[];
  agreement?: number;
  batch: number[];
  device: Device;
}

export function addBenchLm(bench: Command): void {
  bench
    .command('lm')
    .description('Time the PersonaPlex language model for several sessions at once.')
    .option('--model-dir <dir>', 'model folder (else random weights of a middling size)')
    .option('--json', 'print one JSON object instead of a table')
    .option('--threads <n>', 'threads to compute with (else one for each core)', count)
    .option('--steps <n>', 'steps to time for each batch size', count, 30)
    .option('--quant <list>', 'how to keep the weights', quants, [...QUANTS])
    .option('--agreement <frames>', 'also compare the tokens drawn with those of f32', count)
    .option('--batch <list>', 'sessions at once', counts, [1, 2, 4])
    .addOption(
      new Option('--device <device>', 'where to compute').choices(['cpu', 'cuda']).default('cpu'),
    )
    .addHelpText(
      'after',
      `
Times are medians of one step, which takes 80 ms of every session of the batch. Random weights have
dim 1024, 12 layers, a depformer of 6 layers and a context of 750 frames, which is filled; they take
about a minute to make and 8 GB of disk for the time of the test.

Examples:
  $ parley bench lm
  $ parley bench lm --json --quant q8,q4 --batch 1,4 --model-dir models/personaplex`,
    )
    .action((options: BenchLmCommandOptions) => refusingBadInput(() => timeLm(options)));
}

async function timeLm(options: BenchLmCommandOptions): Promise<void> {
  const progress = openProgress('Timing');
  const { modelDir } = options;
  const folder = modelDir ?? (await mkdtemp(join(tmpdir(), 'parley-bench-lm-')));
  try {
    if (!modelDir) await makeCheckpoint(folder, progress);
    const results = await timeAll(folder, options, progress);
    const agreement = await compareAll(folder, options, progress);
    progress.stop();
    if (options.json) printJson({ ...asJson(results), ...(agreement ? { agreement } : {}) });
    else print(results, agreement);
  } finally {
    progress.stop();
    if (!modelDir) await rm(folder, { recursive: true });
  }
}

async function makeCheckpoint(folder: string, progress: Progress): Promise<void> {
  progress.update(0, 'making random weights');
  await writeFormulaCheckpoint(folder, MIDDLE_SIZE, { dtype: 'bf16' });
}

async function timeAll(
  folder: string,
  { quant: quants, batch: batches, steps, threads, device }: BenchLmCommandOptions,
  progress: Progress,
): Promise<Map<Quant, LmQuantBench>> {
  const results = new Map<Quant, LmQuantBench>();
  for (const quant of quants) {
    await prepareWeights(folder, quant, progress);
    const runtime = createRuntime({ device, adviceWithoutCuda: ADVICE_WITHOUT_CUDA });
    const options = { quant, batches, steps, threads };
    results.set(quant, await benchLm(folder, runtime, options, progress.update.bind(progress)));
    runtime.close();
  }
  return results;
}

async function prepareWeights(folder: string, quant: Quant, progress: Progress): Promise<void> {
  if (await isPrepared(folder, quant)) return;
  await prepare(folder, {
    quant,
    onProgress: ({ phase, doneBytes, totalBytes }) =>
      progress.update(doneBytes / totalBytes, `${quant}, ${phase} weights`),
  });
}

async function compareAll(
  folder: string,
  { quant: quants, agreement: frames, device }: BenchLmCommandOptions,
  progress: Progress,
): Promise<Record<string, Agreement> | undefined> {
  if (!frames) return undefined;
  const runtime = createRuntime({ device, adviceWithoutCuda: ADVICE_WITHOUT_CUDA });
  progress.update(0, 'f32, speaking');
  await prepareWeights(folder, 'f32', progress);
  const script = await recordScript(folder, runtime, frames);
  const agreement: Record<string, Agreement> = {};
  for (const quant of quants) {
    progress.update(0.5, `${quant}, following`);
    agreement[quant] = await measureAgreement(folder, runtime, quant, script);
  }
  runtime.close();
  return agreement;
}

/** `loadMs` and `residentBytes` are those of `q8`, the default, where it was timed; `load` has all. */
function asJson(results: ReadonlyMap<Quant, LmQuantBench>) {
  const times = Object.fromEntries([...results].map(([quant, { times }]) => [quant, times]));
  const load = Object.fromEntries(
    [...results].map(([quant, { loadMs, residentBytes }]) => [quant, { loadMs, residentBytes }]),
  );
  const { loadMs, residentBytes } = results.get('q8') ?? [...results.values()][0] ?? {};
  return { ...times, load, loadMs, residentBytes };
}

function print(
  results: ReadonlyMap<Quant, LmQuantBench>,
  agreement: Record<string, Agreement> = {},
): void {
  const rows = [...results].flatMap(([quant, { times }]) =>
    Object.entries(times).map(([batch, { msPerFrame, cpuMsPerFrame }]) => [
      quant,
      batch,
      msPerFrame.toFixed(1),
      ((Number(batch) * 1_000) / msPerFrame).toFixed(0),
      cpuMsPerFrame.toFixed(1),
    ]),
  );
  const head = ['weights', 'sessions', 'ms a step', 'frames/s', 'processor ms'];
  for (const line of tableLines(head, rows)) printLine(`  ${line}`);
  printLine('');
  for (const [quant, { loadMs, residentBytes }] of results)
    printLine(`  ${quant}: ${loadMs} ms to load, ${Math.round(residentBytes / 1e6)} MB resident`);
  for (const [quant, { text, audio }] of Object.entries(agreement))
    printLine(
      `  ${quant}: draws ${percent(text)} of text and ${percent(audio)} of audio as f32 does`,
    );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function count(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number from 1 on.');
}

function counts(text: string): number[] {
  return text.split(',').map(count);
}

function quants(text: string): Quant[] {
  return text.split(',').map((name) => {
    const quant = QUANTS.find((known) => known === name);
    if (quant) return quant;
    throw new InvalidArgumentError(`Choose from ${QUANTS.join(', ')}.`);
  });
}
