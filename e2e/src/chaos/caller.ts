import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeFrame, encodeFrame, Metadata } from '@parley/protocol';
import { WebSocket } from 'ws';
import type { Random } from './random.js';
import type { Tally } from './tally.js';

const PACKET_MS = 20;
/** The voice sends a frame each 80 ms, silence included; a move takes ten seconds at most. */
const SILENT_MS = 20_000;
/** Everybody hangs up within half a minute, so that a queue of a few moves faster than this. */
const UNANSWERED_MS = 120_000;
/** Before someone who was turned away, or has hung up, calls again. */
const PAUSE_MS = 1_000;
const RECONNECT_WITHIN_MS = 90_000;
/** The connection broke: nobody could say why. */
const BROKEN = 1006;
/** Another gateway goes on with the session. */
const RESTARTS = 1012;

export interface CallerOptions {
  url: string;
  packets: readonly Uint8Array[];
  random: Random;
  tally: Tally;
  /** Ends the last call. */
  signal: AbortSignal;
}

/** Someone who calls again and again, comes back when the line breaks, and notes what was not as promised. */
export class Caller {
  private resumeToken: string | undefined;

  constructor(private readonly options: CallerOptions) {}

  async callUntilAborted(): Promise<void> {
    while (!this.options.signal.aborted) {
      await this.call();
      await sleep(PAUSE_MS);
    }
  }

  private async call(): Promise<void> {
    const { random, tally } = this.options;
    tally.count('calls');
    const hangUpAtMs = performance.now() + random.between(8_000, 30_000);
    do {
      const code = await this.connection(hangUpAtMs);
      if (code !== BROKEN && code !== RESTARTS) return;
    } while (performance.now() < hangUpAtMs);
  }

  /** One connection from its beginning to its end; the result is its close code. */
  private async connection(hangUpAtMs: number): Promise<number> {
    const watch = await this.connect();
    if (!watch) return 1000;
    const { socket } = watch;
    const startMs = performance.now();
    for (let index = 0; !watch.closed; index++) {
      await sleep(Math.max(0, startMs + index * PACKET_MS - performance.now()));
      const isOver = performance.now() > hangUpAtMs || this.options.signal.aborted;
      if (isOver && socket.readyState === WebSocket.OPEN) socket.close(1000);
      else if (watch.isListening) this.say(socket, index);
      watch.complainOfSilence();
    }
    watch.judgeEnd();
    return watch.closed.code;
  }

  private say(socket: WebSocket, index: number): void {
    const { packets } = this.options;
    const bytes = packets[index % packets.length] as Uint8Array;
    if (socket.readyState === WebSocket.OPEN) socket.send(encodeFrame({ kind: 'audio', bytes }));
  }

  /** A server that is being restarted is tried again, as the page does. */
  private async connect(): Promise<Watch | undefined> {
    const { url, tally, signal } = this.options;
    const resume = this.resumeToken ? `&resume=${encodeURIComponent(this.resumeToken)}` : '';
    this.resumeToken = undefined;
    const deadlineMs = performance.now() + RECONNECT_WITHIN_MS;
    while (performance.now() < deadlineMs) {
      const socket = new WebSocket(`${url}?meta=1&audio=opus${resume}`);
      const watch = new Watch(socket, tally, (token) => (this.resumeToken = token));
      try {
        await once(socket, 'open');
        return watch;
      } catch {
        socket.terminate();
        if (signal.aborted) return undefined;
        await sleep(500);
      }
    }
    tally.complain('a caller could not connect for 90 s');
    return undefined;
  }
}

/** What one connection brings, held against what every client is promised. */
class Watch {
  closed: { code: number } | undefined;
  isListening = false;
  private lastSentence: string | undefined;
  private lastAudioMs = performance.now();
  private isHungUp = false;

  constructor(
    readonly socket: WebSocket,
    private readonly tally: Tally,
    private readonly onToken: (token: string) => void,
  ) {
    socket.on('message', (data: Buffer) => this.take(new Uint8Array(data)));
    socket.on('error', () => undefined);
    socket.on('close', (code) => (this.closed = { code }));
  }

  /** A caller who hears nothing for too long and was told nothing hangs up, and that is a fault. */
  complainOfSilence(): void {
    const limitMs = this.isListening ? SILENT_MS : UNANSWERED_MS;
    if (this.isHungUp || performance.now() - this.lastAudioMs < limitMs) return;
    this.isHungUp = true;
    const stage = this.isListening ? 'fell silent' : 'was never answered';
    this.tally.complain(`a session ${stage} for ${limitMs / 1_000} s`);
    this.socket.terminate();
  }

  judgeEnd(): void {
    const code = this.closed?.code ?? BROKEN;
    if (code === 1000 || code === 1005) return this.tally.count('ended by the caller');
    if (code === BROKEN) return this.tally.count('connections broken');
    if (this.lastSentence && /\w.*\.$/.test(this.lastSentence))
      return this.tally.ended(this.lastSentence);
    this.tally.complain(`a session was closed with ${code} and no sentence`);
  }

  private take(message: Uint8Array): void {
    const frame = decodeFrame(message);
    if (frame.kind === 'handshake') this.isListening = true;
    if (frame.kind === 'handshake' || frame.kind === 'audio') this.lastAudioMs = performance.now();
    if (frame.kind === 'error') this.lastSentence = frame.message;
    if (frame.kind === 'metadata') this.note(Metadata.parse(frame.json));
  }

  private note(metadata: Metadata): void {
    if (metadata.type === 'session') {
      this.onToken(metadata.resumeToken);
      if (metadata.resumed) this.tally.count('sessions resumed');
    }
    if (metadata.type === 'notice') this.tally.count('notices');
    if (metadata.type === 'queue') this.tally.count('queue positions told');
  }
}
