import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BiasWords } from './bias-words.js';
import type { Reading, ThreadData, ThreadReply, ThreadRequest } from './decoding-messages.js';
import { DecodeFailed } from './errors.js';

/** Beside this module, and like it a source or built. */
const WORKER = new URL(`./decoding-worker${extname(import.meta.url)}`, import.meta.url);

interface Pending {
  resolve(readings: readonly Reading[]): void;
  reject(error: Error): void;
}

/** The near end of one decoding thread. */
export class DecodingThread {
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private settled: Promise<unknown> = Promise.resolve();
  /** Why it is of no use any more. */
  private ended: Error | undefined;

  private constructor(private readonly worker: Worker) {
    worker.on('message', (reply: ThreadReply) => this.settle(reply));
    worker.on('error', (cause) =>
      this.end(new DecodeFailed('The decoding thread failed.', { cause })),
    );
    worker.on('exit', () => this.end(new DecodeFailed('The decoding thread has ended.')));
    worker.unref();
  }

  /** Starts a thread and loads the model in it. @throws Error saying why the model cannot be used. */
  static async start(files: ThreadData): Promise<DecodingThread> {
    // ONNX Runtime reads it when its library loads, and a thread has a copy of the environment
    const env = { ...process.env, ORT_DISABLE_TELEMETRY: '1' };
    const worker = new Worker(WORKER, { workerData: files, env });
    const [reply] = (await once(worker, 'message')) as [ThreadReply];
    if (reply.type === 'ready') return new DecodingThread(worker);
    await worker.terminate();
    throw new Error(
      reply.type === 'unusable' ? reply.reason : 'The decoding thread did not start.',
    );
  }

  get hasEnded(): boolean {
    return this.ended !== undefined;
  }

  listenFor(words: BiasWords['weighted']): void {
    this.send({ type: 'listen-for', words });
  }

  /**
   * Decodes audio; one at a time.
   * @param samples at 16 kHz, -1 to 1; they are moved to the thread.
   * @returns readings, best first; none when the signal was raised.
   * @throws DecodeFailed
   */
  async decode(
    samples: Float32Array,
    beam: number,
    signal: AbortSignal,
  ): Promise<readonly Reading[]> {
    if (this.ended) throw this.ended;
    const id = ++this.lastId;
    const cancel = () => this.send({ type: 'cancel', id });
    signal.addEventListener('abort', cancel, { once: true });
    // a process that has nothing else to do is to wait for the answer
    this.worker.ref();
    try {
      const result = this.request({ type: 'decode', id, samples, beam });
      this.settled = result.catch(() => undefined);
      return await result;
    } finally {
      this.worker.unref();
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Cancels what is under way and waits for it: a thread that is ended inside ONNX Runtime aborts the process. */
  async close(): Promise<void> {
    for (const id of this.pending.keys()) this.send({ type: 'cancel', id });
    await this.settled;
    await this.worker.terminate();
  }

  private request(
    request: Extract<ThreadRequest, { type: 'decode' }>,
  ): Promise<readonly Reading[]> {
    return new Promise((resolve, reject) => {
      this.pending.set(request.id, { resolve, reject });
      this.worker.postMessage(request, [request.samples.buffer as ArrayBuffer]);
    });
  }

  private send(request: ThreadRequest): void {
    this.worker.postMessage(request);
  }

  private settle(reply: ThreadReply): void {
    if (!('id' in reply)) return;
    const waiting = this.pending.get(reply.id);
    this.pending.delete(reply.id);
    if (reply.type === 'readings') waiting?.resolve(reply.readings);
    else waiting?.reject(new DecodeFailed(`Moonshine failed: ${reply.reason}`));
  }

  private end(reason: Error): void {
    this.ended ??= reason;
    for (const { reject } of this.pending.values()) reject(this.ended);
    this.pending.clear();
  }
}
