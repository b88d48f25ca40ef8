import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bus, startNatsServer, WorkerRegistry, type NatsServer } from '@parley/bus';
import { CodecWorkerEnv, readEnvironment } from '@parley/config';
import { Mimi } from '@parley/mimi';
import { writeFormulaCheckpoint } from '@parley/mimi/testing';
import { createRuntime } from '@parley/onnx';
import {
  codesFromBytes,
  packetsFromBytes,
  packetsToBytes,
  pcmFromBytes,
  type OpenReply,
} from '@parley/protocol';
import { createLogger, type RunningService } from '@parley/telemetry';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startCodecWorker } from '../start-codec-worker.js';
import { encode, tone } from '../testing/index.js';

const WORKER_ID = 'codec-mimi';
const FRAMES = 15;

let folder: string;
let server: NatsServer;
let worker: RunningService;
let bus: Bus;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-mimi-worker-'));
  await writeFormulaCheckpoint(folder);
  server = await startNatsServer();
  worker = await start({ WORKER_ID, MODEL_DIR: folder, CODEC_SLOTS: '2' });
  bus = await Bus.connect({ url: server.url, name: 'test' });
});
afterAll(async () => {
  await bus?.close();
  await worker?.close();
  await server?.close();
  await rm(folder, { recursive: true });
});

function start(variables: NodeJS.ProcessEnv): Promise<RunningService> {
  const env = readEnvironment(CodecWorkerEnv, { NATS_URL: server.url, ...variables });
  return startCodecWorker(env, createLogger('codec-worker', 'silent'));
}

function open(sessionId: string): Promise<OpenReply> {
  const request = { sessionId, format: 'codes' as const, voice: '', persona: '', history: [] };
  return bus.request('open', WORKER_ID, { ...request, sampling: {} }, { timeoutMs: 10_000 });
}

const close = (sessionId: string) =>
  bus.publish('control', sessionId, { type: 'close', reason: 'the test is over' });

/** Stands in for an engine that says what it hears, and for the recogniser and the gateway. */
function echo(sessionId: string) {
  const pcm: Int16Array[] = [];
  const codes: number[][] = [];
  const sequences: number[] = [];
  const packets: Uint8Array[] = [];
  bus.subscribeAudio('pcmIn', sessionId, (bytes) => pcm.push(pcmFromBytes(bytes)));
  bus.subscribeAudio('codesIn', sessionId, (bytes, stamp) => {
    codes.push([...codesFromBytes(bytes)]);
    sequences.push(stamp.sequence);
    bus.publishAudio('codesOut', sessionId, bytes, stamp);
  });
  bus.subscribeAudio('opusOut', sessionId, (bytes) => packets.push(...packetsFromBytes(bytes)));
  return { pcm, codes, sequences, packets };
}

function say(sessionId: string, frequencyHz: number): void {
  encode(tone(frequencyHz, FRAMES * 80)).forEach((packet, sequence) =>
    bus.publishAudio('opusIn', sessionId, packetsToBytes([packet]), {
      sequence,
      arrivedAt: Date.now(),
    }),
  );
}

/** Of what was said; silence may follow, since nothing more is sent. */
async function expectCodes({ codes, pcm }: Pick<Echo, 'codes' | 'pcm'>): Promise<void> {
  expect(codes.slice(0, FRAMES)).toEqual(await codesAlone(pcm.slice(0, FRAMES)));
}

/** What Mimi makes of these frames when nobody else is there. */
async function codesAlone(frames: readonly Int16Array[]): Promise<number[][]> {
  const runtime = createRuntime({ device: 'cpu' });
  const mimi = await Mimi.load(folder, runtime);
  const state = mimi.open(1);
  const codes: number[][] = [];
  for (const frame of frames)
    codes.push([
      ...(await mimi.encodeStep(
        state,
        Float32Array.from(frame, (sample) => sample / 32_768),
      )),
    ]);
  state.close();
  mimi.close();
  runtime.close();
  return codes;
}

describe('a codec worker with Mimi', () => {
  it('says in the registry that it carries codes', async () => {
    const registry = await WorkerRegistry.open(bus);
    await registry.follow();
    expect(registry.workers('codec')).toMatchObject([{ formats: ['pcm', 'codes'] }]);
  });

  it('carries speech in as codes, and codes out as Opus, while the recogniser still hears PCM', async () => {
    const session = echo('session-codes');
    expect(await open('session-codes')).toMatchObject({ ok: true });
    say('session-codes', 440);
    await vi.waitFor(() => expect(session.packets.length).toBeGreaterThanOrEqual(4 * FRAMES), {
      timeout: 20_000,
    });
    expect(session.sequences.slice(0, FRAMES)).toEqual(Array.from({ length: FRAMES }, (_, i) => i));
    await expectCodes(session);
    close('session-codes');
  });

  it('steps sessions together and gives each what it would get alone, whoever joins or leaves', async () => {
    const [first, second, third] = ['first', 'second', 'third'].map((name) => ({
      id: `session-${name}`,
      ...echo(`session-${name}`),
    })) as [Echo, Echo, Echo];
    await vi.waitFor(async () => expect(await open(first.id)).toMatchObject({ ok: true }));
    say(first.id, 330);
    expect(await open(second.id)).toMatchObject({ ok: true });
    say(second.id, 550);
    await vi.waitFor(() => expect(first.codes.length).toBeGreaterThanOrEqual(FRAMES), {
      timeout: 20_000,
    });
    expect(await open(third.id)).toMatchObject({ ok: false, code: 'full', retryable: true });
    close(first.id);
    await vi.waitFor(async () => expect(await open(third.id)).toMatchObject({ ok: true }));
    say(third.id, 770);
    await vi.waitFor(() => expect(third.codes.length).toBeGreaterThanOrEqual(FRAMES), {
      timeout: 20_000,
    });
    await vi.waitFor(() => expect(second.codes.length).toBeGreaterThanOrEqual(FRAMES), {
      timeout: 20_000,
    });
    for (const session of [first, second, third]) await expectCodes(session);
    [second.id, third.id].forEach(close);
  });

  it('drops codes that no codebook has, and goes on', async () => {
    const { packets } = echo('session-wrong');
    await vi.waitFor(async () => expect(await open('session-wrong')).toMatchObject({ ok: true }));
    const stamp = { sequence: 0, arrivedAt: Date.now() };
    for (const codes of [new Uint16Array(8).fill(64), new Uint16Array(7), new Uint16Array(8)])
      bus.publishAudio('codesOut', 'session-wrong', new Uint8Array(codes.buffer), stamp);
    await vi.waitFor(() => expect(packets).toHaveLength(4), { timeout: 20_000 });
    close('session-wrong');
  });

  it('says at start what is wrong with the model folder, or with the device', async () => {
    await expect(start({ MODEL_DIR: '/nowhere' })).rejects.toThrow('/nowhere is not a folder.');
    const cuda = start({ MODEL_DIR: folder, PERSONAPLEX_DEVICE: 'cuda' });
    await expect(cuda).rejects.toThrow('Set PERSONAPLEX_DEVICE=cpu');
  });
});

type Echo = ReturnType<typeof echo> & { id: string };
