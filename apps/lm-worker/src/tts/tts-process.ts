import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChildMessage } from './serve-tts.js';
import { SynthesisFailed, type Speech, type SpeechRequest } from './synthesizer.js';

/** Programs are built like this module itself, or sources as it is. */
const EXTENSION = extname(fileURLToPath(import.meta.url));
/** A process that loads a model on a busy machine may take its time. */
const START_MS = 60_000;
const LONGEST_COMPLAINT = 500;

export interface TtsProgram {
  /** Its module below this folder, without an extension; it calls `serveTts`. */
  readonly module: string;
  /** What it is to open. */
  readonly argument: string;
  /** After this long without a reply it hangs. */
  readonly replyMs: number;
}

/**
 * A native voice in one supervised process: requests go one after the other, a process that died or
 * hangs is replaced, and the request that it took along is tried once more.
 */
export class TtsProcess {
  private child: ChildProcess | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;
  private lostBecause: unknown;

  private constructor(
    private readonly program: TtsProgram,
    private readonly onRestart: (cause: unknown) => void,
  ) {}

  /** @throws when its process does not come up, with the reason that it gives. */
  static async start(
    program: TtsProgram,
    onRestart: (cause: unknown) => void,
  ): Promise<TtsProcess> {
    const started = new TtsProcess(program, onRestart);
    started.child = await started.spawn();
    return started;
  }

  synthesize(request: SpeechRequest, signal: AbortSignal): Promise<Speech> {
    const speech = this.last.then(() => {
      signal.throwIfAborted();
      return this.tryTwice(request);
    });
    this.last = speech.catch(() => undefined);
    return speech;
  }

  async close(): Promise<void> {
    this.closed = true;
    const { child } = this;
    if (!child) return;
    const ended = once(child, 'exit');
    this.discard(child, undefined);
    await ended;
  }

  private async tryTwice(request: SpeechRequest): Promise<Speech> {
    try {
      return await this.attempt(request);
    } catch {
      return await this.attempt(request).catch((cause: unknown) => {
        throw new SynthesisFailed(cause);
      });
    }
  }

  private async attempt(request: SpeechRequest): Promise<Speech> {
    const child = (this.child ??= await this.respawn());
    try {
      // an error in sending shows as the end of the process
      child.send(request, () => undefined);
      const reply = await nextMessage(child, this.program.replyMs);
      if (reply.type === 'speech') return reply.speech;
      throw new Error(reply.type === 'failed' ? reply.reason : `unexpected ${reply.type}`);
    } catch (error) {
      this.discard(child, error);
      throw error;
    }
  }

  private respawn(): Promise<ChildProcess> {
    if (this.closed) throw new Error('The voice is closed.');
    this.onRestart(this.lostBecause);
    return this.spawn();
  }

  private async spawn(): Promise<ChildProcess> {
    const { module, argument } = this.program;
    const child = fork(new URL(`${module}${EXTENSION}`, import.meta.url), [argument], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const complaint = lastLineOf(child);
    child.once('exit', (code, signal) => this.discard(child, new TtsProcessEnded(code, signal)));
    child.on('error', (error) => this.discard(child, error));
    try {
      const greeting = await nextMessage(child, START_MS);
      if (greeting.type === 'ready') return child;
      throw new Error(greeting.type === 'unavailable' ? greeting.reason : greeting.type);
    } catch (cause) {
      this.discard(child, cause);
      throw new Error([(cause as Error).message, complaint()].filter(Boolean).join(' '), { cause });
    }
  }

  private discard(child: ChildProcess, cause: unknown): void {
    child.kill('SIGKILL');
    if (this.child !== child) return;
    this.child = undefined;
    this.lostBecause = cause;
  }
}

class TtsProcessEnded extends Error {
  override readonly name = 'TtsProcessEnded';

  constructor(code: number | null, signal: string | null) {
    super(`The voice process ended with ${signal ?? `exit code ${code}`}.`);
  }
}

/** What a native library wrote last: only of use before there was text to speak, which it may quote. */
function lastLineOf({ stderr }: ChildProcess): () => string {
  let text = '';
  stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-LONGEST_COMPLAINT);
  });
  // less the place in its source
  return () => (text.trim().split('\n').at(-1) ?? '').replace(/^\S+:\d+ /, '');
}

/** @throws when the process ends or is silent for too long. */
async function nextMessage(child: ChildProcess, timeoutMs: number): Promise<ChildMessage> {
  const settled = new AbortController();
  const signal = AbortSignal.any([settled.signal, AbortSignal.timeout(timeoutMs)]);
  // not 'exit': by then all that it wrote has been read
  const ended = once(child, 'close', { signal }).then((end) => {
    const [code, killedBy] = end as [number | null, NodeJS.Signals | null];
    throw new TtsProcessEnded(code, killedBy);
  });
  try {
    const message = once(child, 'message', { signal }) as Promise<[ChildMessage]>;
    return (await Promise.race([message, ended]))[0];
  } finally {
    settled.abort();
  }
}
