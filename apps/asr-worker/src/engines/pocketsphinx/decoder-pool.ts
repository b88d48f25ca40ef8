import type { Decoder } from './decoder.js';

/** Decoders kept ready for the next session, so that it does not wait half a second. */
const WARM = 1;
/** One more may stay, or every session that comes and goes would have a decoder made and freed. */
const MAX_IDLE = WARM + 1;

/** Decoders of one kind: one is always kept warm, and those that sessions give back serve the next ones. */
export class DecoderPool {
  private idle: Decoder[] = [];
  private warming: Promise<void> | undefined;
  private isClosed = false;

  constructor(
    private readonly create: (signal?: AbortSignal) => Promise<Decoder>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Makes the first decoder, so that files that cannot be used are known at the start. */
  async warm(): Promise<void> {
    if (this.idle.length < WARM) this.idle.push(await this.create());
  }

  /** @throws the signal's reason when it is aborted before there is one: none is made that nobody waits for. */
  async acquire(signal?: AbortSignal): Promise<Decoder> {
    signal?.throwIfAborted();
    const decoder = this.idle.pop() ?? (await this.create(signal));
    this.keepWarm();
    return decoder;
  }

  async release(decoder: Decoder): Promise<void> {
    await decoder.resetChannel();
    if (this.isClosed || this.idle.length >= MAX_IDLE) await decoder.free();
    else this.idle.push(decoder);
  }

  /** Frees the idle decoders, and each of the others when it comes back. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.warming;
    await Promise.all(this.idle.splice(0).map((decoder) => decoder.free()));
  }

  private keepWarm(): void {
    if (this.isClosed || this.warming) return;
    this.warming = this.warm()
      .catch(this.onError)
      .finally(() => (this.warming = undefined));
  }
}
