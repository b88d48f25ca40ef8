import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Listener } from '@parley/bus';
import {
  pcmFromBytes,
  pcmToBytes,
  type AgentEvent,
  type ControlEvent,
  type TranscriptEvent,
} from '@parley/protocol';
import { CliError } from '../errors.js';
import { Microphone } from './microphone.js';
import type { RoomEcho } from './room-echo.js';
import type { PrivateWorkers, WorkerName } from './private-workers.js';

/** Something and when it was received, in milliseconds since the epoch. */
export interface Timed<T> {
  readonly at: number;
  readonly value: T;
}

export interface BenchSessionOptions {
  names: readonly WorkerName[];
  voice?: string;
  speed?: number;
  /** Plays an agent that begins to reply so long after each final; for a recogniser that has none beside it. */
  replyAfterMs?: number;
  /** The microphone hears the reply as well. */
  echo?: RoomEcho;
}

const OPEN_WITHIN_MS = 15_000;
const KEEP_ALIVE_MS = 5_000;
const POLL_MS = 20;
/** How often a slot is asked for that the session before may still hold. */
const TRIES = 50;

/** A session at private workers, as its gateway would hold it: a microphone, and all that comes back. */
export class BenchSession {
  readonly transcripts: Timed<TranscriptEvent>[] = [];
  readonly agentEvents: Timed<AgentEvent>[] = [];
  readonly output: Timed<Int16Array>[] = [];
  readonly microphone: Microphone;
  private readonly listeners: Listener[];
  private readonly keepAlive: NodeJS.Timeout;
  private replyTimer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly workers: PrivateWorkers,
    private readonly id: string,
    private readonly options: Pick<BenchSessionOptions, 'speed' | 'replyAfterMs' | 'echo'>,
  ) {
    const { bus } = workers;
    const { speed = 1, echo } = options;
    this.listeners = [
      bus.subscribe('transcript', id, (event) => this.received(event)),
      bus.subscribe('agent', id, (event) => this.agentEvents.push(timed(event))),
      bus.subscribeAudio('pcmOut', id, (bytes) => this.played(pcmFromBytes(bytes))),
    ];
    this.keepAlive = setInterval(() => this.control({ type: 'keepalive' }), KEEP_ALIVE_MS);
    this.microphone = new Microphone({
      speed,
      ...(echo && { room: (frame, beginsAt) => echo.addTo(frame, beginsAt) }),
      send: (frame, stamp) => bus.publishAudio('pcmIn', id, pcmToBytes(frame), stamp),
    });
  }

  /** @throws CliError when a worker does not take it. */
  static async open(
    workers: PrivateWorkers,
    { names, voice = '', ...options }: BenchSessionOptions,
  ): Promise<BenchSession> {
    const id = randomUUID();
    for (const name of names) await claim(workers, name, { id, voice });
    return new BenchSession(workers, id, options);
  }

  /** Resolves with whether it came to pass in time. */
  async until(holds: () => boolean, withinMs: number): Promise<boolean> {
    const untilMs = performance.now() + withinMs;
    while (!holds()) {
      if (performance.now() > untilMs) return false;
      await sleep(POLL_MS);
    }
    return true;
  }

  async close(): Promise<void> {
    clearInterval(this.keepAlive);
    clearTimeout(this.replyTimer);
    await this.microphone.stop();
    this.control({ type: 'close', reason: 'bench' });
    await Promise.all(this.listeners.map((listener) => listener.close()));
  }

  private played(frame: Int16Array): void {
    const output = timed(frame);
    this.output.push(output);
    this.options.echo?.play(frame, output.at);
  }

  private received(event: TranscriptEvent): void {
    this.transcripts.push(timed(event));
    const { replyAfterMs } = this.options;
    if (replyAfterMs === undefined || event.type !== 'final' || !event.text) return;
    this.agentState('thinking');
    this.replyTimer = setTimeout(() => this.agentState('speaking'), replyAfterMs);
  }

  private agentState(state: 'thinking' | 'speaking'): void {
    this.workers.bus.publish('agent', this.id, { type: 'state', state });
  }

  private control(event: ControlEvent): void {
    this.workers.bus.publish('control', this.id, event);
  }
}

async function claim(
  workers: PrivateWorkers,
  name: WorkerName,
  { id, voice }: { id: string; voice: string },
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const reply = await workers.bus.request(
      'open',
      workers.idOf(name),
      { sessionId: id, format: 'pcm', voice, persona: '', sampling: {}, history: [] },
      { timeoutMs: OPEN_WITHIN_MS },
    );
    if (reply.ok) return;
    if (!reply.retryable || attempt === TRIES)
      throw new CliError(`${name} did not take a session: ${reply.message}`);
    await sleep(POLL_MS * 5);
  }
}

function timed<T>(value: T): Timed<T> {
  return { at: Date.now(), value };
}
