import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createRuntime,
  readModel,
  RuntimeFailed,
  type LoadedGraph,
  type Runtime,
  type Step,
  type Tensor,
} from '@parley/onnx';
import { Mutex } from 'async-mutex';
import type { TurnModel } from '../turn-model.js';
import { FRAMES, logMelModel, MELS, WINDOW_SAMPLES } from './log-mel.js';

/** More threads save a few milliseconds and take them from the recogniser. */
const THREADS = 1;
const HOW_TO_MEND = 'Run "parley models pull speech", or leave TURN_MODEL_DIR empty.';

/** The folder of the turn model holds none, or one that cannot be used. */
export class TurnModelUnusable extends Error {
  override readonly name = 'TurnModelUnusable';
  /** The message is enough for an operator. */
  readonly plain = true;
}

/**
 * smart-turn v3 by Daily (https://github.com/pipecat-ai/smart-turn): Whisper's encoder with a classifier on it, over the last
 * eight seconds. It runs off the event loop, for one session at a time.
 */
export class SmartTurn implements TurnModel {
  readonly detail = 'smart-turn';
  private readonly mutex = new Mutex();
  private readonly steps: readonly Step[];

  private constructor(
    private readonly runtime: Runtime,
    private readonly graphs: readonly LoadedGraph[],
    private readonly audio: Tensor<'f32'>,
    private readonly features: Tensor<'f32'>,
    private readonly probability: Tensor<'f32'>,
  ) {
    const [mel, model] = graphs as [LoadedGraph, LoadedGraph];
    this.steps = [
      mel.bind({ inputs: { audio }, outputs: { features } }),
      model.bind({ inputs: { input_features: features }, outputs: { logits: probability } }),
    ];
  }

  /** @param folder with one `smart-turn*.onnx`. @throws TurnModelUnusable */
  static async open(folder: string): Promise<SmartTurn> {
    const path = join(folder, await modelIn(folder));
    const runtime = createRuntime({ device: 'cpu' });
    try {
      const options = { threads: THREADS, prepack: true };
      const graphs = [
        await runtime.load(logMelModel(), options),
        await runtime.load(await readModel(path), options),
      ];
      const audio = runtime.hostTensor('f32', [1, WINDOW_SAMPLES]);
      const features = runtime.hostTensor('f32', [1, MELS, FRAMES]);
      const probability = runtime.hostTensor('f32', [1, 1]);
      return new SmartTurn(runtime, graphs, audio, features, probability);
    } catch (cause) {
      runtime.close();
      if (!(cause instanceof RuntimeFailed)) throw cause;
      throw new TurnModelUnusable(`${path} cannot be used: ${cause.message} ${HOW_TO_MEND}`, {
        cause,
      });
    }
  }

  completeness(pcm16k: Float32Array): Promise<number> {
    return this.mutex.runExclusive(async () => {
      const newest = pcm16k.subarray(Math.max(0, pcm16k.length - WINDOW_SAMPLES));
      // what is short stands at the end, behind silence
      this.audio.data?.fill(0);
      this.audio.data?.set(newest, WINDOW_SAMPLES - newest.length);
      for (const step of this.steps) await step.run();
      return this.probability.data?.[0] ?? 0;
    });
  }

  async close(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      for (const part of [...this.steps, ...this.graphs]) part.close();
      for (const tensor of [this.audio, this.features, this.probability]) tensor.close();
      this.runtime.close();
    });
  }
}

async function modelIn(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => undefined);
  if (!names) throw new TurnModelUnusable(`TURN_MODEL_DIR=${folder} is no folder. ${HOW_TO_MEND}`);
  const [name] = names.filter((each) => /^smart-turn.*\.onnx$/.test(each)).sort();
  if (name) return name;
  const found = names.join(', ') || 'nothing';
  throw new TurnModelUnusable(
    `TURN_MODEL_DIR=${folder} holds no smart-turn*.onnx. Found: ${found}. ${HOW_TO_MEND}`,
  );
}
