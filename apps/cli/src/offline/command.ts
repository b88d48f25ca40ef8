import { InvalidArgumentError, Option, type Command } from 'commander';
import { QUANTS, Sampling, type Quant } from '@parley/moshi';
import type { Device } from '@parley/onnx';
import { FRAME_MS } from '@parley/protocol';
import { refusingBadInput } from '../codec/bad-input.js';
import { PERSONAPLEX_REPO } from '../models/model-folder.js';
import { printLine } from '../terminal/print.js';
import { offlineFiles, type FileOptions } from './offline-files.js';
import { runOffline } from './run-offline.js';

interface OfflineOptions extends FileOptions {
  inputWav: string;
  outputWav: string;
  outputText: string;
  voicePrompt: string;
  textPrompt: string;
  tempAudio: number;
  tempText: number;
  topkAudio: number;
  topkText: number;
  greedy: boolean;
  seed: number;
  device: Device;
  quant: Quant;
}

const TEACHER =
  'You are a wise and friendly teacher. Answer questions or provide advice in a clear and engaging way.';

export function addOffline(program: Command): void {
  const offline = program
    .command('offline')
    .description('Let PersonaPlex answer a recording, as fast as the machine can.')
    .requiredOption('--input-wav <file>', 'what the person says')
    .requiredOption('--output-wav <file>', 'where what the model says goes; as long as the input')
    .requiredOption('--output-text <file>', 'where what it thinks goes: JSON, one piece a frame')
    .requiredOption('--voice-prompt <name>', 'its voice, as NATF2.pt or any WAV in the folder')
    .option('--text-prompt <text>', 'what it is told before; "" for nothing', TEACHER);
  addFiles(offline);
  addSampling(offline);
  offline
    .addHelpText(
      'after',
      `
The weights are prepared at the first run, which takes some minutes and half to twice their disk space.

Example:
  $ parley offline --voice-prompt NATF2.pt --input-wav question.wav \\
      --output-wav answer.wav --output-text answer.json --seed 42`,
    )
    .action((options: OfflineOptions) => refusingBadInput(() => answer(options)));
}

function addFiles(offline: Command): void {
  offline
    .option('--model-dir <dir>', 'folder of the release (else where "parley models pull" puts it)')
    .option('--hf-repo <repo>', 'release to use when no folder is named', PERSONAPLEX_REPO)
    .option('--moshi-weight <file>', 'language model, when it is not in that folder')
    .option('--mimi-weight <file>', 'codec, when it is not in that folder')
    .option('--tokenizer <file>', 'tokenizer, when it is not in that folder')
    .option('--voice-prompt-dir <dir>', 'folder with voices, when it is not in that folder');
}

function addSampling(offline: Command): void {
  offline
    .option('--temp-audio <t>', 'temperature of the codes', temperature, 0.8)
    .option('--temp-text <t>', 'temperature of the text', temperature, 0.7)
    .option('--topk-audio <k>', 'likeliest codes to draw from; 0 for all', whole, 250)
    .option('--topk-text <k>', 'likeliest pieces of text to draw from; 0 for all', whole, 25)
    .option('--greedy', 'always the likeliest, nothing drawn', false)
    .option('--seed <n>', 'the same seed gives the same answer; -1 for any', seed, -1)
    .addOption(
      new Option('--device <device>', 'where to compute').choices(['cpu', 'cuda']).default('cpu'),
    )
    .addOption(
      new Option('--quant <kind>', 'how to keep the weights').choices(QUANTS).default('q8'),
    );
}

async function answer(options: OfflineOptions): Promise<void> {
  const { outputWav, outputText, device, quant } = options;
  const { audioSeconds, pieces, msPerFrame } = await runOffline({
    inputWav: options.inputWav,
    outputWav,
    outputText,
    voice: options.voicePrompt,
    text: options.textPrompt,
    sampling: samplingOf(options),
    device,
    quant,
    files: offlineFiles(options),
  });
  printLine(`${audioSeconds.toFixed(2)} s of audio are in ${outputWav}.`);
  printLine(`${pieces} pieces of text are in ${outputText}.`);
  printLine(
    `Real-time factor ${(msPerFrame / FRAME_MS).toFixed(2)}: ${msPerFrame.toFixed(1)} ms a frame.`,
  );
}

function samplingOf(options: OfflineOptions): Sampling {
  const { tempAudio, topkAudio, tempText, topkText, greedy, seed } = options;
  return Sampling.parse({
    audioTemperature: tempAudio,
    audioTopK: topkAudio,
    textTemperature: tempText,
    textTopK: topkText,
    greedy,
    seed: seed < 0 ? undefined : seed,
  });
}

function temperature(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number from 0 on.');
}

function whole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number from 0 on.');
}

function seed(text: string): number {
  return text === '-1' ? -1 : whole(text);
}
