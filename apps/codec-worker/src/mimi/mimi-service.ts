import { FRAME_SAMPLES } from '@parley/audio';
import { ADVICE_WITHOUT_CUDA, type CodecWorkerEnv } from '@parley/config';
import { Mimi, UnusableCheckpoint } from '@parley/mimi';
import { createRuntime, largestBatch, measureP95Ms, type Runtime } from '@parley/onnx';
import type { Logger } from '@parley/telemetry';
import { StepLoop } from '@parley/worker';
import type { CodecMetrics } from '../metrics.js';
import { MimiSlots } from './mimi-slots.js';

/** Mimi as this worker runs it: loaded, measured, and stepped by a clock of its own. */
export class MimiService {
  private readonly loop: StepLoop;

  private constructor(
    private readonly runtime: Runtime,
    readonly slots: MimiSlots,
    /** Sessions that can be kept up with, by measurement. */
    readonly capacity: number,
  ) {
    this.loop = new StepLoop({ step: () => slots.step(), isBehind: () => slots.isBehind });
  }

  /** @throws UnusableCheckpoint, RuntimeFailed when the device cannot be had. */
  static async start(
    modelDir: string,
    env: CodecWorkerEnv,
    metrics: CodecMetrics,
    logger: Logger,
  ): Promise<MimiService> {
    const runtime = createRuntime({
      device: env.PERSONAPLEX_DEVICE,
      adviceWithoutCuda: ADVICE_WITHOUT_CUDA,
    });
    const mimi = await Mimi.load(modelDir, runtime);
    if (mimi.frameSamples !== FRAME_SAMPLES)
      throw new UnusableCheckpoint(
        `${modelDir} holds a Mimi model with ${mimi.frameSamples} samples a frame; ${FRAME_SAMPLES} are needed.`,
      );
    const capacity = await largestBatch((batch) => measureStepMs(mimi, batch), env.CODEC_SLOTS);
    const { stateBytesPerSlot } = mimi;
    logger.info({ capacity, stateBytesPerSlot, device: runtime.device }, 'Mimi measured');
    if (capacity === 0) logger.warn('This machine is too slow for Mimi in real time');
    // One session that stutters is more use to a newcomer than a worker without a slot.
    const slots = Math.max(1, capacity);
    return new MimiService(runtime, new MimiSlots(mimi, slots, metrics), slots);
  }

  get load(): number {
    return this.loop.load;
  }

  get detail(): string {
    return `Opus, Mimi with ${this.slots.mimi.codebooks} codebooks on ${this.runtime.device}`;
  }

  async close(): Promise<void> {
    await this.loop.close();
    this.slots.close();
    this.slots.mimi.close();
    this.runtime.close();
  }
}

/** Times `batch` slots that all encode and decode. */
async function measureStepMs(mimi: Mimi, batch: number): Promise<number> {
  const state = mimi.open(batch);
  const pcm = new Float32Array(batch * mimi.frameSamples);
  const p95Ms = await measureP95Ms(async () => {
    await mimi.decodeStep(state, await mimi.encodeStep(state, pcm));
  });
  state.close();
  return p95Ms;
}
