import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { rmsDbfs } from '@parley/audio';
import { Bus, startNatsServer, WorkerRegistry, type NatsServer } from '@parley/bus';
import { CodecWorkerEnv, readEnvironment } from '@parley/config';
import {
  packetsFromBytes,
  packetsToBytes,
  type FaultEvent,
  type FrameFormat,
  type OpenReply,
} from '@parley/protocol';
import { createLogger, type RunningService } from '@parley/telemetry';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ConcealingDecoder } from './inbound/concealing-decoder.js';
import { startCodecWorker } from './start-codec-worker.js';
import { encode, joined, powerAt, tone } from './testing/index.js';

const WORKER_ID = 'codec-under-test';
/** Two seconds: 100 packets of 20 ms, 25 frames. */
const DURATION_MS = 2_000;

let server: NatsServer;
let worker: RunningService;
let bus: Bus;
let healthPort: number;

function start(variables: NodeJS.ProcessEnv): Promise<RunningService> {
  const env = readEnvironment(CodecWorkerEnv, { NATS_URL: server.url, ...variables });
  return startCodecWorker(env, createLogger('codec-worker', 'silent'));
}

beforeAll(async () => {
  server = await startNatsServer();
  healthPort = await freePort();
  worker = await start({ WORKER_ID, CODEC_SLOTS: '3', HEALTH_PORT: `${healthPort}` });
  bus = await Bus.connect({ url: server.url, name: 'test' });
});
afterAll(async () => {
  await bus?.close();
  await worker?.close();
  await server?.close();
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function open(
  sessionId: string,
  format: FrameFormat = 'pcm',
  workerId = WORKER_ID,
): Promise<OpenReply> {
  const request = { sessionId, format, voice: 'slt', persona: '', history: [], sampling: {} };
  return bus.request('open', workerId, request, { timeoutMs: 5_000 });
}

const close = (sessionId: string) =>
  bus.publish('control', sessionId, { type: 'close', reason: 'the test is over' });

/** Stands in for the engine, which says what it hears, and for the gateway that collects the answer. */
function echo(sessionId: string) {
  const frames: number[] = [];
  const packets: Uint8Array[] = [];
  const sequences: number[] = [];
  bus.subscribeAudio('pcmIn', sessionId, (bytes, stamp) => {
    frames.push(stamp.sequence);
    bus.publishAudio('pcmOut', sessionId, bytes, stamp);
  });
  bus.subscribeAudio('opusOut', sessionId, (bytes, stamp) => {
    packets.push(...packetsFromBytes(bytes));
    sequences.push(stamp.sequence);
  });
  return { frames, packets, sequences };
}

function say(sessionId: string, packets: Uint8Array[]): void {
  packets.forEach((packet, sequence) =>
    bus.publishAudio('opusIn', sessionId, packetsToBytes([packet]), {
      sequence,
      arrivedAt: Date.now(),
    }),
  );
}

function decode(packets: Uint8Array[]): Int16Array {
  const decoder = new ConcealingDecoder();
  return joined(packets.map((packet) => decoder.decode(packet).samples));
}

describe('a codec worker on a bus', () => {
  it('is in the registry with its slots', async () => {
    const registry = await WorkerRegistry.open(bus);
    await registry.follow();
    await vi.waitFor(() =>
      expect(registry.workers('codec')).toMatchObject([
        { id: WORKER_ID, capacity: 3, status: 'ready', formats: ['pcm'] },
      ]),
    );
  });

  it('carries a tone in and the same tone out', async () => {
    const session = 'session-tone';
    const { frames, packets, sequences } = echo(session);
    expect(await open(session)).toEqual({ ok: true, workerId: WORKER_ID });
    say(session, encode(tone(440, DURATION_MS)));
    await vi.waitFor(() => expect(packets).toHaveLength(100), { timeout: 10_000 });
    const heard = decode(packets);
    expect(frames).toEqual(Array.from({ length: 25 }, (_, i) => i));
    expect(sequences).toEqual(Array.from({ length: 25 }, (_, i) => 4 * i));
    expect(rmsDbfs(heard)).toBeCloseTo(rmsDbfs(tone(440, DURATION_MS)), 0);
    expect(powerAt(440, heard.subarray(9_600))).toBeGreaterThan(0.9);
    close(session);
  });

  it('keeps two sessions apart, and garbage in one does not harm the other', async () => {
    const [good, bad] = ['session-good', 'session-bad'];
    const goodEcho = echo(good);
    const badEcho = echo(bad);
    await Promise.all([open(good), open(bad)]);
    const clean = encode(tone(440, DURATION_MS));
    const spoiled = encode(tone(880, DURATION_MS)).map((packet, i) =>
      i % 2 ? randomBytes(1 + i * 30) : packet,
    );
    for (let i = 0; i < clean.length; i++) {
      const stamp = { sequence: i, arrivedAt: Date.now() };
      bus.publishAudio('opusIn', bad, packetsToBytes([spoiled[i] as Uint8Array]), stamp);
      bus.publishAudio('opusIn', good, packetsToBytes([clean[i] as Uint8Array]), stamp);
      bus.publishAudio('pcmOut', bad, randomBytes(i), stamp);
    }
    await vi.waitFor(() => expect(goodEcho.packets).toHaveLength(100), { timeout: 10_000 });
    const heard = decode(goodEcho.packets).subarray(9_600);
    expect(powerAt(440, heard)).toBeGreaterThan(0.9);
    expect(powerAt(880, heard)).toBeLessThan(0.01);
    await vi.waitFor(() => expect(badEcho.packets.length).toBeGreaterThan(0));
    [good, bad].forEach(close);
  });

  it('refuses a session with Mimi codes, in words for the person', async () => {
    expect(await open('session-codes', 'codes')).toMatchObject({
      ok: false,
      code: 'bad-request',
      message: expect.stringContaining('carries PCM only'),
    });
  });

  it('shows its figures as Prometheus reads them', async () => {
    const text = await (await fetch(`http://127.0.0.1:${healthPort}/metrics`)).text();
    expect(text).toMatch(/parley_codec_packets_in_total\{service="codec-worker"\} [1-9]/);
    expect(text).toMatch(/parley_codec_packets_concealed_total\{reason="undecodable",.*\} [1-9]/);
    expect(text).toMatch(/parley_codec_frames_malformed_total\{service="codec-worker"\} [1-9]/);
    expect((await fetch(`http://127.0.0.1:${healthPort}/readyz`)).status).toBe(200);
  });

  it('tells its sessions when it shuts down', async () => {
    const faults: FaultEvent[] = [];
    bus.subscribe('fault', 'session-last', (fault) => faults.push(fault));
    const closing = await start({ WORKER_ID: 'codec-closing' });
    await open('session-last', 'pcm', 'codec-closing');
    await closing.close();
    await vi.waitFor(() => expect(faults).toMatchObject([{ role: 'codec', fatal: true }]));
  });
});
