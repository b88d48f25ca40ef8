import { Bus, startNatsServer, WorkerRegistry, type NatsServer } from '@parley/bus';
import { LmWorkerEnv, readEnvironment } from '@parley/config';
import { createLogger } from '@parley/telemetry';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startLmWorker } from './start-lm-worker.js';
import { TestSession } from './testing/test-session.js';
import { writeTinyVoice } from './testing/tiny-voice.js';

const WORKER_ID = 'lm-voice';
const ANSWER = 'Open the client, then choose your campus.';
const until = (check: () => void) => vi.waitFor(check, { timeout: 25_000, interval: 20 });

let server: NatsServer;
let bus: Bus;
let registry: WorkerRegistry;
let folder: string;
beforeAll(async () => {
  server = await startNatsServer();
  bus = await Bus.connect({ url: server.url, name: 'test' });
  registry = await WorkerRegistry.open(bus);
  await registry.follow();
  folder = await mkdtemp(join(tmpdir(), 'parley-voice-'));
});
afterAll(async () => {
  await bus?.close();
  await server?.close();
  await rm(folder, { recursive: true });
});

function start() {
  const env = { NATS_URL: server.url, WORKER_ID, TTS_MODEL_DIR: folder };
  return startLmWorker(readEnvironment(LmWorkerEnv, env), createLogger('lm-worker', 'silent'));
}

it('a worker without the voice that it was given speaks with Flite and says so', async () => {
  const worker = await start();
  await until(() =>
    expect(registry.workers('lm')[0]).toMatchObject({ detail: 'cascade, Flite library' }),
  );
  await worker.close();
});

it('a worker with a voice of its own announces it and answers with it', async () => {
  await writeTinyVoice(folder);
  bus.respondStream(
    'ask',
    async function* () {
      yield { type: 'sentence', text: ANSWER, citations: [] };
      yield {
        type: 'done',
        grounded: true,
        citations: [],
        answeredBy: 'extractive',
        retrievalMs: 1,
        totalMs: 1,
      };
    },
    { queue: 'rag', onError: () => undefined },
  );
  const worker = await start();
  await until(() =>
    expect(registry.workers('lm')[0]).toMatchObject({
      detail: expect.stringMatching(/^cascade, sherpa-onnx parley-voice-/),
      voices: expect.arrayContaining(['high', 'low', 'NATF2']),
    }),
  );
  const { talk } = await TestSession.open(bus, WORKER_ID, 'session-1', { voice: 'low' });
  talk.ask('how do I use the VPN');
  await until(() => expect(talk.answers).toEqual([ANSWER]));
  expect(talk.voicedFrames()).toBeGreaterThan(20);
  expect(talk.pieces.join('')).toBe(` ${ANSWER}`);
  await talk.close();
  await worker.close();
});
