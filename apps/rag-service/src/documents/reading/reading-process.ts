import { spawn, type ChildProcess } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DocumentUnreadable, type Document } from '../document.js';
import { processorTimeMs } from './processor-time.js';

export interface ReadRequest {
  bytes: Uint8Array;
  name: string;
}
export type ReadReply = { document: Document } | { reason: string };

export interface ReadLimits {
  /** Of the read itself: what others do on the machine does not count. */
  processorMs: number;
  /** Only a machine that has nothing left for it lets a read take so long. */
  wallClockMs: number;
}

/** A read that was ended before its end: it took too much work or memory, or the machine gave it no time. */
export class ReadCut extends Error {
  override readonly name = 'ReadCut';

  constructor(
    readonly by: 'work' | 'memory' | 'load',
    readonly processorMs: number | undefined,
  ) {
    super(`The read was cut by ${by}.`);
  }
}

/** Built like this module itself, or a source as it is. */
const EXTENSION = extname(fileURLToPath(import.meta.url));
const PROGRAM = fileURLToPath(new URL(`reading-program${EXTENSION}`, import.meta.url));
const LOOKED_AT_EACH_MS = 50;
const LONGEST_START_MS = 60_000;
const MOST_HEAP_MB = 384;
/**
 * The kernel holds the process to these: all memory that it can write to, buffers outside the heap and stacks of threads
 * included; no byte in a file; and an end, should it be left alone while it turns in circles.
 */
const LIMITS = 'ulimit -d 700000; ulimit -f 0; ulimit -t 900';
/** The heap is full, as V8 ends for it. */
const OUT_OF_MEMORY = new Set(['SIGABRT', 'SIGTRAP', 'SIGSEGV', 'SIGILL']);

/**
 * A process that reads documents, so that a malicious or broken one can neither hang nor exhaust the service: it may not write, not
 * start anything, not open a connection, and is ended by its limits. One file at a time; after a cut the next gets a new process.
 */
export class ReadingProcess {
  private child: ChildProcess | undefined;

  /** @throws DocumentUnreadable when the file cannot be read. @throws ReadCut */
  async read(request: ReadRequest, limits: ReadLimits): Promise<Document> {
    const child = (this.child ??= await this.start());
    const watch = new AbortController();
    try {
      const reply = await Promise.race([
        this.exchange(child, request, watch.signal),
        this.cutBy(child, limits, watch.signal),
      ]);
      if ('reason' in reply) throw new DocumentUnreadable(reply.reason);
      return reply.document;
    } catch (error) {
      if (!(error instanceof DocumentUnreadable)) this.close();
      throw error;
    } finally {
      watch.abort();
    }
  }

  close(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }

  private exchange(
    child: ChildProcess,
    { bytes, name }: ReadRequest,
    signal: AbortSignal,
  ): Promise<ReadReply> {
    return new Promise((resolve, reject) => {
      const ended = (_: unknown, by: unknown) =>
        reject(new ReadCut(OUT_OF_MEMORY.has(String(by)) ? 'memory' : 'load', undefined));
      child.once('message', resolve).once('exit', ended);
      signal.addEventListener('abort', () => child.off('message', resolve).off('exit', ended));
      // that it cannot be sent is told by its end
      child.send({ bytes, name }, () => undefined);
    });
  }

  /** Rejects when a limit is passed. */
  private async cutBy(
    child: ChildProcess,
    { processorMs, wallClockMs }: ReadLimits,
    signal: AbortSignal,
  ): Promise<never> {
    const pid = child.pid ?? 0;
    const before = (await processorTimeMs(pid)) ?? 0;
    const startedAt = performance.now();
    return new Promise((_, reject) => {
      const look = async () => {
        const now = await processorTimeMs(pid);
        const used = now === undefined ? undefined : now - before;
        if (used !== undefined && used > processorMs) reject(new ReadCut('work', used));
        else if (performance.now() - startedAt > wallClockMs)
          // without a count of its work, the clock has to do
          reject(new ReadCut(used === undefined ? 'work' : 'load', used));
      };
      const timer = setInterval(() => void look(), LOOKED_AT_EACH_MS);
      signal.addEventListener('abort', () => clearInterval(timer));
    });
  }

  /** Resolves when the process has loaded what it reads with: that work is not the document's. */
  private async start(): Promise<ChildProcess> {
    const node = [process.execPath, ...optionsOfNode(), PROGRAM];
    const child = spawn('sh', ['-c', `${LIMITS}; exec "$@"`, 'sh', ...node], {
      // nothing of the service's secrets
      env: { PATH: process.env['PATH'], TZ: process.env['TZ'] },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    if (!(await isReady(child))) {
      child.kill('SIGKILL');
      throw new ReadCut('load', undefined);
    }
    child.once('exit', () => {
      if (this.child === child) this.child = undefined;
    });
    child.unref();
    child.channel?.unref();
    return child;
  }
}

/** Whether a process says that it is ready. */
function isReady(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), LONGEST_START_MS);
    const settle = (ready: boolean) => {
      clearTimeout(timer);
      resolve(ready);
    };
    child.once('message', () => settle(true)).once('exit', () => settle(false));
  });
}

/** Node.js itself refuses to write and to start something; a loader of sources, in tests, needs both. */
function optionsOfNode(): string[] {
  const options = [`--max-old-space-size=${MOST_HEAP_MB}`];
  const at = process.execArgv.indexOf('--import');
  if (at >= 0) return [...process.execArgv.slice(at, at + 2), ...options];
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  return [permission, '--allow-fs-read=*', ...options];
}
