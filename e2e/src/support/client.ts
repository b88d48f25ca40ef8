import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Decoder, Encoder } from '@evan/opus';
import { floatToInt16, readWav, Resampler, toMono } from '@parley/audio';
import {
  decodeFrame,
  encodeFrame,
  Metadata,
  SAMPLE_RATE_HZ,
  type Dialect,
  type Frame,
} from '@parley/protocol';
import { WebSocket } from 'ws';
import { QUESTIONS } from './stack.js';

export const PACKET_SAMPLES = 480;

/** A client as others have written them: raw messages out, frames in. */
export class TestClient {
  readonly frames: Frame[] = [];
  closed: { code: number } | undefined;
  private constructor(
    private readonly socket: WebSocket,
    private readonly dialect: Dialect,
  ) {
    socket.on('message', (data: Buffer) => {
      const frame = decodeFrame(new Uint8Array(data), this.dialect);
      if (frame.kind !== 'unknown') this.frames.push(frame);
    });
    socket.on('close', (code) => (this.closed = { code }));
  }

  /** Connects and waits for nothing. */
  static async connect(url: string, dialect: Dialect = 'parley'): Promise<TestClient> {
    const socket = new WebSocket(url);
    const client = new TestClient(socket, dialect);
    await once(socket, 'open');
    socket.on('error', () => undefined); // what breaks later shows as a close
    return client;
  }

  /** Connects; the handshake has come when this resolves, unless an error or a close came first. */
  static async open(url: string, dialect: Dialect = 'parley'): Promise<TestClient> {
    const client = await TestClient.connect(url, dialect);
    await client.until(() => client.closed || client.has('handshake') || client.has('error'));
    return client;
  }

  /** One message exactly as given. */
  sendRaw(bytes: Uint8Array | string): void {
    this.socket.send(bytes);
  }

  sendAudio(bytes: Uint8Array): void {
    this.socket.send(encodeFrame({ kind: 'audio', bytes }, this.dialect));
  }

  has(kind: Frame['kind']): boolean {
    return this.frames.some((frame) => frame.kind === kind);
  }

  get errors(): string[] {
    return this.frames.flatMap((frame) => (frame.kind === 'error' ? [frame.message] : []));
  }

  get text(): string {
    return this.frames.flatMap((frame) => (frame.kind === 'text' ? [frame.text] : [])).join('');
  }

  get audio(): Uint8Array[] {
    return this.frames.flatMap((frame) => (frame.kind === 'audio' ? [frame.bytes] : []));
  }

  get metadata(): Metadata[] {
    return this.frames.flatMap((frame) =>
      frame.kind === 'metadata' ? [Metadata.parse(frame.json)] : [],
    );
  }

  async until(holds: () => unknown, timeoutMs = 20_000): Promise<void> {
    for (let waitedMs = 0; !holds(); waitedMs += 20) {
      if (waitedMs > timeoutMs)
        throw new Error(
          `It did not happen within ${timeoutMs} ms. Errors so far: ${this.errors.join(' | ') || 'none'}`,
        );
      await sleep(20);
    }
  }

  /** Cuts the line as a lost network does. */
  drop(): void {
    this.socket.terminate();
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close(1000);
    await once(this.socket, 'close');
  }
}

/** A bundled question as Opus packets of 20 ms, with a second of near-silence behind it. */
export function questionPackets(file: string): Uint8Array[] {
  const { sampleRateHz, channels } = readWav(readFileSync(join(QUESTIONS, file)));
  const speech = new Resampler(sampleRateHz, SAMPLE_RATE_HZ).push(toMono(channels));
  return encodePackets(speech, 50);
}

/** Packets of quiet noise, as a microphone in a quiet room gives. */
export function quietPackets(count: number): Uint8Array[] {
  return encodePackets(new Float32Array(0), count);
}

function encodePackets(speech: Float32Array, quiet: number): Uint8Array[] {
  const encoder = new Encoder({ channels: 1, sample_rate: SAMPLE_RATE_HZ, application: 'voip' });
  const total = Math.ceil(speech.length / PACKET_SAMPLES) + quiet;
  const samples = Float32Array.from(
    { length: total * PACKET_SAMPLES },
    (_, i) => (speech[i] ?? 0) + (((i * 7919) % 1000) / 1000 - 0.5) * 1e-3,
  );
  const pcm = floatToInt16(samples);
  return Array.from({ length: total }, (_, i) =>
    Uint8Array.from(encoder.encode(pcm.subarray(i * PACKET_SAMPLES, (i + 1) * PACKET_SAMPLES))),
  );
}

/** Loudness of bare Opus packets, in dB relative to full scale. */
export function loudnessDbfs(packets: Uint8Array[]): number {
  const decoder = new Decoder({ channels: 1, sample_rate: SAMPLE_RATE_HZ });
  let sum = 0;
  let count = 0;
  for (const packet of packets) {
    const bytes = decoder.decode(packet);
    const pcm = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1);
    for (const sample of pcm) sum += (sample / 32_768) ** 2;
    count += pcm.length;
  }
  return 10 * Math.log10(sum / Math.max(1, count) + 1e-12);
}

/** Sends one message every `everyMs`, as a microphone would. */
export async function paced<T>(
  items: readonly T[],
  everyMs: number,
  send: (item: T) => void,
): Promise<void> {
  const start = performance.now();
  for (const [index, item] of items.entries()) {
    await sleep(Math.max(0, start + index * everyMs - performance.now()));
    send(item);
  }
}
