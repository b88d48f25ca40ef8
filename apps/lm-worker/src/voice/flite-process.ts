import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ChildMessage } from './flite-child.js';
import { FLITE_RATE_HZ } from './flite-voices.js';
import {
  SynthesisFailed,
  type Speech,
  type SpeechRequest,
  type Synthesizer,
} from './synthesizer.js';

/** The build's file, from the sources too: the process runs without a TypeScript loader. */
const CHILD = fileURLToPath(new URL('../../dist/voice/flite-child.js', import.meta.url));
/** A process that starts on a busy machine may take its time. */
const START_MS = 20_000;
/** Flite needs 11 ms for a second of speech; after this long it hangs. */
const REPLY_MS = 5_000;

/**
 * The Flite library in one supervised process: requests go one after the other, a process that died or
 * hangs is replaced, and the request that it took along is tried once more.
 */
export class FliteProcess implements Synthesizer {
  readonly name = 'Flite library';
  readonly sampleRateHz = FLITE_RATE_HZ;
  private child: ChildProcess | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;
  private lostBecause: unknown;

  private constructor(private readonly onRestart: (cause: unknown) => void) {}

  /** @throws when the library is not installed here or its process does not come up. */
  static async start(onRestart: (cause: unknown) => void): Promise<FliteProcess> {
    const synthesizer = new FliteProcess(onRestart);
    synthesizer.child = await synthesizer.spawn();
    return synthesizer;
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
      const reply = await nextMessage(child, REPLY_MS);
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
    const child = fork(CHILD, {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.once('exit', (code, signal) => this.discard(child, new VoiceProcessEnded(code, signal)));
    child.on('error', (error) => this.discard(child, error));
    try {
      const greeting = await nextMessage(child, START_MS);
      if (greeting.type === 'ready') return child;
      throw new Error(greeting.type === 'unavailable' ? greeting.reason : greeting.type);
    } catch (error) {
      this.discard(child, error);
      throw error;
    }
  }

  private discard(child: ChildProcess, cause: unknown): void {
    child.kill('SIGKILL');
    if (this.child !== child) return;
    this.child = undefined;
    this.lostBecause = cause;
  }
}

class VoiceProcessEnded extends Error {
  override readonly name = 'VoiceProcessEnded';

  constructor(code: number | null, signal: string | null) {
    super(`The voice process ended with ${signal ?? `exit code ${code}`}.`);
  }
}

/** @throws when the process ends or is silent for too long. */
async function nextMessage(child: ChildProcess, timeoutMs: number): Promise<ChildMessage> {
  const settled = new AbortController();
  const signal = AbortSignal.any([settled.signal, AbortSignal.timeout(timeoutMs)]);
  const ended = once(child, 'exit', { signal }).then(([code, killedBy]) => {
    throw new VoiceProcessEnded(code, killedBy);
  });
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message as ChildMessage;
  } finally {
    settled.abort();
  }
}
