import type { Mimi, MimiState } from '@parley/mimi';
import type { CodecMetrics } from '../metrics.js';
import { MimiSlot } from './mimi-slot.js';

/** All sessions of this worker that go through Mimi: one batch, one state. */
export class MimiSlots {
  private readonly state: MimiState;
  private readonly slots: (MimiSlot | undefined)[];
  private failure: Error | undefined;

  constructor(
    readonly mimi: Mimi,
    capacity: number,
    private readonly metrics: CodecMetrics,
  ) {
    this.state = mimi.open(capacity);
    this.slots = Array<MimiSlot | undefined>(capacity).fill(undefined);
  }

  /** The lowest free slot, so that the batch stays as small as it can. Undefined when all are taken. */
  open(): MimiSlot | undefined {
    const index = this.slots.indexOf(undefined);
    if (index < 0) return undefined;
    const slot = new MimiSlot();
    this.slots[index] = slot;
    return slot;
  }

  release(slot: MimiSlot): void {
    slot.closed = true;
    const index = this.slots.indexOf(slot);
    if (index >= 0) this.slots[index] = undefined;
  }

  /** @throws whatever made a step fail: nothing will come back any more. */
  assertWorking(): void {
    if (this.failure) throw this.failure;
  }

  get isBehind(): boolean {
    return this.slots.some((slot) => slot?.isWaiting);
  }

  /** One frame each way for every session that has one. */
  async step(): Promise<void> {
    const batch = this.slots.slice(0, this.slots.findLastIndex(Boolean) + 1);
    for (const [index, slot] of batch.entries()) this.resetIfFresh(index, slot);
    try {
      await this.decode(batch);
      await this.encode(batch);
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  close(): void {
    this.state.close();
  }

  private resetIfFresh(index: number, slot: MimiSlot | undefined): void {
    if (!slot?.fresh) return;
    this.mimi.reset(this.state, index);
    slot.fresh = false;
  }

  private async encode(batch: readonly (MimiSlot | undefined)[]): Promise<void> {
    const jobs = batch.map((slot) => slot?.encodes.take());
    const endTimer = this.metrics.mimiSeconds.startTimer({ direction: 'in' });
    const outputs = await this.run(
      jobs.map((job) => job?.input),
      new Float32Array(batch.length * this.mimi.frameSamples),
      (pcm, active) => this.mimi.encodeStep(this.state, pcm, active),
    );
    endTimer();
    outputs?.forEach((codes, i) => batch[i]?.closed === false && jobs[i]?.emit(codes));
  }

  private async decode(batch: readonly (MimiSlot | undefined)[]): Promise<void> {
    const jobs = batch.map((slot) => slot?.decodes.take());
    const endTimer = this.metrics.mimiSeconds.startTimer({ direction: 'out' });
    const outputs = await this.run(
      jobs.map((job) => job?.input),
      new Int32Array(batch.length * this.mimi.codebooks),
      (codes, active) => this.mimi.decodeStep(this.state, codes, active),
    );
    endTimer();
    outputs?.forEach((pcm, i) => batch[i]?.closed === false && jobs[i]?.emit(pcm));
  }

  /** Lays the inputs side by side, steps those that are there, and cuts the result up again. */
  private async run<In extends Float32Array | Int32Array, Out extends Float32Array | Int32Array>(
    inputs: readonly (In | undefined)[],
    batched: In,
    step: (batched: In, active: boolean[]) => Promise<Out>,
  ): Promise<Out[] | undefined> {
    const active = inputs.map((input) => input !== undefined);
    if (!active.includes(true)) return undefined;
    const width = batched.length / inputs.length;
    inputs.forEach((input, i) => input && batched.set(input, i * width));
    const results = await step(batched, active);
    const outputWidth = results.length / inputs.length;
    return inputs.map((_, i) => results.subarray(i * outputWidth, (i + 1) * outputWidth) as Out);
  }
}
