import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { DocumentUnreadable, type Document } from './document.js';

export interface ReadRequest {
  bytes: Uint8Array;
  name: string;
}
export type ReadReply = { document: Document } | { reason: string };

/** Built like this module itself, or a source as it is. */
const EXTENSION = extname(fileURLToPath(import.meta.url));
const WORKER = new URL(`reading-worker${EXTENSION}`, import.meta.url);
/** Only a thread that cannot start takes longer, however busy the machine is. */
const LONGEST_START_MS = 60_000;
const LONGEST_READ_MS = 4_000;
const MOST_HEAP_MB = 512;

/**
 * Reads documents in a thread of its own, so that a malicious or broken file can neither hang nor exhaust the
 * service: a read that takes longer than 4 s or more than 512 MB ends the thread, and the next file gets a new one.
 */
export class ReadingThread {
  private worker: Worker | undefined;

  /** One at a time. @throws DocumentUnreadable when the file cannot be read within the limits. */
  async read(bytes: Uint8Array, name: string): Promise<Document> {
    const reply = await this.exchange({ bytes, name });
    if ('reason' in reply) throw new DocumentUnreadable(reply.reason);
    return reply.document;
  }

  async close(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  private async exchange(request: ReadRequest): Promise<ReadReply> {
    const worker = (this.worker ??= await this.startWorker());
    const signal = AbortSignal.timeout(LONGEST_READ_MS);
    try {
      worker.postMessage(request);
      const [reply] = (await once(worker, 'message', { signal })) as [ReadReply];
      return reply;
    } catch (cause) {
      await this.close();
      if (signal.aborted)
        throw new DocumentUnreadable('takes too long to read', { cause, retryable: true });
      throw new DocumentUnreadable('is too large or too strange to be read', { cause });
    }
  }

  /** Resolves when the thread has loaded what it reads with: that time is not the document's. */
  private async startWorker(): Promise<Worker> {
    const worker = new Worker(WORKER, { resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB } });
    // also when it fails between two files: the next file gets another one
    const forget = () => {
      if (this.worker === worker) this.worker = undefined;
    };
    worker.on('error', forget).on('exit', forget);
    await once(worker, 'message', { signal: AbortSignal.timeout(LONGEST_START_MS) });
    worker.unref();
    return worker;
  }
}
