import { InvalidArgumentError, Option, type Command } from 'commander';
import { ADVICE_WITHOUT_CUDA } from '@parley/config';
import { Mimi } from '@parley/mimi';
import { createRuntime, type Device } from '@parley/onnx';
import { openProgress } from '../terminal/progress.js';
import { printLine } from '../terminal/print.js';
import { BadInput, refusingBadInput } from './bad-input.js';
import { readCodes, writeCodes } from './codes-file.js';
import { decodeRecording, encodeRecording, type OnProgress } from './recording-codec.js';
import { readSamples, writeSamples } from './samples-file.js';

interface CodecOptions {
  modelDir: string;
  codebooks?: number;
  device: Device;
}

export function addCodec(program: Command): void {
  const codec = program.command('codec').description('Speech to Mimi codes and back.');
  subcommand(codec, 'encode', 'Write the codes of a recording.')
    .argument('<in.wav>', 'any sample rate, any number of channels')
    .argument('<codes.json>', 'where {"codes": [[...], ...], "frameRateHz": 12.5} goes')
    .addHelpText('after', example('encode in.wav codes.json'))
    .action((from: string, to: string, options: CodecOptions) => encode(from, to, options));
  subcommand(codec, 'decode', 'Turn codes into a recording.')
    .argument('<codes.json>', 'as "parley codec encode" writes it')
    .argument('<out.wav>')
    .addHelpText('after', example('decode codes.json out.wav'))
    .action((from: string, to: string, options: CodecOptions) => decode(from, to, options));
  subcommand(codec, 'roundtrip', 'Encode a recording and decode it again, to hear what is left.')
    .argument('<in.wav>', 'any sample rate, any number of channels')
    .argument('<out.wav>')
    .addHelpText('after', example('roundtrip in.wav out.wav --codebooks 4'))
    .action((from: string, to: string, options: CodecOptions) => roundtrip(from, to, options));
}

function subcommand(codec: Command, name: string, description: string): Command {
  return codec
    .command(name)
    .description(description)
    .requiredOption('--model-dir <dir>', 'folder with the Mimi checkpoint')
    .option('--codebooks <n>', 'how many codebooks to use (8, or all that codes.json has)', count)
    .addOption(
      new Option('--device <device>', 'where to compute').choices(['cpu', 'cuda']).default('cpu'),
    );
}

function example(line: string): string {
  return `\nExample:\n  $ parley codec ${line} --model-dir models/mimi`;
}

function count(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number from 1 on.');
}

function encode(from: string, to: string, options: CodecOptions): Promise<void> {
  return withModel(options, async (mimi) => {
    const samples = await readSamples(from, mimi.config.sample_rate);
    const codes = await withProgress('Encoding', (update) =>
      encodeRecording(mimi, samples, update),
    );
    await writeCodes(to, { codes, frameRateHz: mimi.config.frame_rate });
    printLine(`${codes.length} rows of ${codes[0]?.length} codes are in ${to}.`);
  });
}

async function decode(from: string, to: string, options: CodecOptions): Promise<void> {
  const { codes: rows, frameRateHz } = await readCodes(from);
  const { codebooks = rows.length } = options;
  if (codebooks > rows.length)
    throw new BadInput(`${from} has ${rows.length} rows, fewer than the ${codebooks} asked for.`);
  await withModel({ ...options, codebooks }, async (mimi) => {
    if (frameRateHz !== mimi.config.frame_rate)
      throw new BadInput(
        `${from} has ${frameRateHz} frames a second, the model ${mimi.config.frame_rate}.`,
      );
    const samples = await withProgress('Decoding', (update) =>
      decodeRecording(mimi, rows.slice(0, codebooks), update),
    );
    await finish(to, samples, mimi);
  });
}

function roundtrip(from: string, to: string, options: CodecOptions): Promise<void> {
  return withModel(options, async (mimi) => {
    const samples = await readSamples(from, mimi.config.sample_rate);
    const codes = await withProgress('Encoding', (update) =>
      encodeRecording(mimi, samples, update),
    );
    const spoken = await withProgress('Decoding', (update) => decodeRecording(mimi, codes, update));
    await finish(to, spoken.subarray(0, samples.length), mimi);
  });
}

async function finish(to: string, samples: Float32Array, { config }: Mimi): Promise<void> {
  await writeSamples(to, samples, config.sample_rate);
  printLine(`${(samples.length / config.sample_rate).toFixed(2)} s of audio are in ${to}.`);
}

function withModel(
  { modelDir, codebooks, device }: CodecOptions,
  work: (mimi: Mimi) => Promise<void>,
): Promise<void> {
  return refusingBadInput(async () => {
    const runtime = createRuntime({ device, adviceWithoutCuda: ADVICE_WITHOUT_CUDA });
    const mimi = await Mimi.load(modelDir, runtime, codebooks ? { codebooks } : {});
    try {
      await work(mimi);
    } finally {
      mimi.close();
      runtime.close();
    }
  });
}

async function withProgress<T>(title: string, work: (update: OnProgress) => Promise<T>) {
  const progress = openProgress(title);
  try {
    return await work(progress.update.bind(progress));
  } finally {
    progress.stop();
  }
}
