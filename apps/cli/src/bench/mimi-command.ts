import { Option, InvalidArgumentError, type Command } from 'commander';
import { ADVICE_WITHOUT_CUDA } from '@parley/config';
import { FormulaWeights, Mimi, MimiConfig } from '@parley/mimi';
import { createRuntime, type Device } from '@parley/onnx';
import { refusingBadInput } from '../codec/bad-input.js';
import { openProgress } from '../terminal/progress.js';
import { printJson, printLine } from '../terminal/print.js';
import { tableLines } from '../terminal/table.js';
import { benchMimi, type MimiBench } from './mimi-bench.js';

interface BenchMimiOptions {
  modelDir?: string;
  json?: boolean;
  threads?: number;
  frames: number;
  device: Device;
}

export function addBenchMimi(bench: Command): void {
  bench
    .command('mimi')
    .description('Time the Mimi codec, full size, for 1, 2, 4 and 8 streams at once.')
    .option('--model-dir <dir>', 'folder with the Mimi checkpoint (else weights from a formula)')
    .option('--json', 'print one JSON object instead of a table')
    .option('--threads <n>', 'threads to compute with (else one for each core)', count)
    .option('--frames <n>', 'frames to time for each batch size, three times over', count, 10)
    .addOption(
      new Option('--device <device>', 'where to compute').choices(['cpu', 'cuda']).default('cpu'),
    )
    .addHelpText(
      'after',
      `
Times are medians of one step, which takes 80 ms of every stream of the batch; a real-time factor
below 1 keeps up.

Examples:
  $ parley bench mimi
  $ parley bench mimi --json --threads 2 --model-dir models/mimi`,
    )
    .action((options: BenchMimiOptions) => refusingBadInput(() => timeMimi(options)));
}

function count(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number from 1 on.');
}

async function timeMimi({ json, frames, ...options }: BenchMimiOptions): Promise<void> {
  const runtime = createRuntime({ device: options.device, adviceWithoutCuda: ADVICE_WITHOUT_CUDA });
  const progress = openProgress('Timing');
  try {
    progress.update(0, 'loading');
    const threads = options.threads ? { threads: options.threads } : {};
    const mimi = options.modelDir
      ? await Mimi.load(options.modelDir, runtime, threads)
      : await Mimi.build(new FormulaWeights(MimiConfig.parse({})), runtime, threads);
    const result = await benchMimi(mimi, frames, progress.update.bind(progress));
    mimi.close();
    progress.stop();
    if (json) printJson(result);
    else print(result);
  } finally {
    progress.stop();
    runtime.close();
  }
}

function print({ encode, decode, duplexStreams, stateBytesPerSlot, weightBytes }: MimiBench) {
  const rows = Object.entries(encode).map(([batch, { msPerFrame }]) => [
    batch,
    msPerFrame.toFixed(1),
    decode[batch]?.msPerFrame.toFixed(1) ?? '',
  ]);
  for (const line of tableLines(['streams', 'encode ms', 'decode ms'], rows))
    printLine(`  ${line}`);
  printLine(`\n  ${duplexStreams} streams both ways in real time`);
  printLine(
    `  ${inMegabytes(stateBytesPerSlot)} of state a stream, ${inMegabytes(weightBytes)} of weights`,
  );
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
