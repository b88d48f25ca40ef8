import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ADVICE_WITHOUT_CUDA } from '@parley/config';
import { Mimi } from '@parley/mimi';
import {
  agentStreams,
  findVoice,
  isPrepared,
  loadTokenizer,
  loadVoice,
  MoshiModel,
  readConfig,
  systemPrompt,
  textFrames,
  type MoshiConfig,
  type Quant,
  type Sampling,
  type TextTokenizer,
} from '@parley/moshi';
import { createRuntime, type Device, type Runtime } from '@parley/onnx';
import { FRAME_MS, SAMPLE_RATE_HZ } from '@parley/protocol';
import { BadInput } from '../codec/bad-input.js';
import { readSamples, writeOutput, writeSamples } from '../codec/samples-file.js';
import { prepareWeights } from '../models/prepare-weights.js';
import { openProgress, type Progress } from '../terminal/progress.js';
import { answerRecording, type Answer } from './answer-recording.js';
import type { OfflineFiles } from './offline-files.js';

export interface OfflineRun {
  readonly inputWav: string;
  readonly outputWav: string;
  readonly outputText: string;
  readonly voice: string;
  readonly text: string;
  readonly sampling: Sampling;
  readonly device: Device;
  readonly quant: Quant;
  readonly files: OfflineFiles;
}

export interface OfflineReport {
  readonly audioSeconds: number;
  readonly pieces: number;
  readonly msPerFrame: number;
}

/** All that can be wrong without a model being loaded, read before anything takes long. */
interface Inputs {
  readonly samples: Float32Array;
  readonly config: MoshiConfig;
  readonly tokenizer: TextTokenizer;
  readonly voicePath: string;
}

/**
 * Lets the model answer a recording and writes what it said and thought (reference: `moshi.offline`).
 * @throws BadInput, UnusableModel, UnusableCheckpoint, RuntimeFailed
 */
export async function runOffline(run: OfflineRun): Promise<OfflineReport> {
  const inputs = await readInputs(run);
  await prepareOnce(run);
  const progress = openProgress('Answering');
  const runtime = createRuntime({ device: run.device, adviceWithoutCuda: ADVICE_WITHOUT_CUDA });
  try {
    progress.update(0, 'loading the models');
    const { config } = inputs;
    const mimi = await loadMimi(run.files, config, runtime);
    const { files, quant } = run;
    const model = await MoshiModel.load(files.folder, runtime, { quant, path: files.moshi });
    const { answer, msPerFrame } = await converse(run, inputs, { mimi, model }, progress);
    await writeSamples(run.outputWav, answer.samples, SAMPLE_RATE_HZ);
    await writeOutput(run.outputText, JSON.stringify(answer.pieces));
    const audioSeconds = answer.samples.length / SAMPLE_RATE_HZ;
    return { audioSeconds, pieces: answer.pieces.length, msPerFrame };
  } finally {
    progress.stop();
    runtime.close();
  }
}

async function readInputs({
  inputWav,
  outputWav,
  outputText,
  voice,
  files,
}: OfflineRun): Promise<Inputs> {
  await Promise.all([outputWav, outputText].map(checkFolder));
  if (files.moshi) await checkReadable(files.moshi);
  const samples = await readSamples(inputWav, SAMPLE_RATE_HZ);
  const config = await readConfig(files.folder);
  const tokenizer = await loadTokenizer(files.tokenizer, config.text_card);
  const voicePath = await findVoice(files.voices, voice);
  return { samples, config, tokenizer, voicePath };
}

async function checkFolder(path: string): Promise<void> {
  const folder = dirname(resolve(path));
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw new BadInput(`${path} cannot be written: there is no folder ${folder} to write to.`, {
      cause,
    });
  });
}

/** The weights that were prepared from a checkpoint are enough to run, but not where another one is named. */
async function checkReadable(path: string): Promise<void> {
  await access(path, constants.R_OK).catch((cause: unknown) => {
    throw new BadInput(`There is no language model at ${path} that can be read.`, { cause });
  });
}

async function prepareOnce({ files: { folder, moshi }, quant }: OfflineRun): Promise<void> {
  if (!(await isPrepared(folder, quant, moshi))) await prepareWeights(folder, quant, moshi);
}

async function loadMimi(
  { folder, mimi: path }: OfflineFiles,
  config: MoshiConfig,
  runtime: Runtime,
): Promise<Mimi> {
  const mimi = await Mimi.load(folder, runtime, { path, codebooks: agentStreams(config) });
  const { bins } = mimi.config.quantizer;
  if (bins !== config.card)
    throw new BadInput(`${path} has ${bins} codes; the language model knows ${config.card}.`);
  return mimi;
}

async function converse(
  { text, sampling }: OfflineRun,
  { samples, config, tokenizer, voicePath }: Inputs,
  { mimi, model }: { mimi: Mimi; model: MoshiModel },
  progress: Progress,
): Promise<{ answer: Answer; msPerFrame: number }> {
  const batch = model.open(1);
  batch.restart(0, sampling);
  progress.update(0, 'feeding the prompts');
  await batch.feedVoice(0, await loadVoice(voicePath, config, async () => mimi));
  await batch.feed(0, textFrames(config, tokenizer.encode(systemPrompt(text))));
  const startedMs = performance.now();
  let msPerFrame = 0;
  const answer = await answerRecording({ mimi, batch, tokenizer }, samples, (done, frames) => {
    msPerFrame = (performance.now() - startedMs) / done;
    progress.update(done / frames, `real-time factor ${(msPerFrame / FRAME_MS).toFixed(2)}`);
  });
  return { answer, msPerFrame };
}
