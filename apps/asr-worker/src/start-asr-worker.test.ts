import { Bus, startNatsServer, WorkerRegistry, type NatsServer } from '@parley/bus';
import { AsrWorkerEnv, readEnvironment } from '@parley/config';
import { pcmToBytes, type TranscriptEvent } from '@parley/protocol';
import { createLogger, type RunningService } from '@parley/telemetry';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startAsrWorker } from './start-asr-worker.js';
import { DOCUMENTS } from './testing/documents.js';
import { spokenFrames } from './testing/speech.js';

const WORKER = 'asr-test';
let server: NatsServer;
let bus: Bus;
let registry: WorkerRegistry;
let worker: RunningService;

beforeAll(async () => {
  server = await startNatsServer();
  bus = await Bus.connect({ url: server.url, name: 'test' });
  registry = await WorkerRegistry.open(bus);
  await registry.follow();
  serveCorpus();
  const env = readEnvironment(AsrWorkerEnv, {
    NATS_URL: server.url,
    WORKER_ID: WORKER,
    ASR_SLOTS: '2',
  });
  worker = await startAsrWorker(env, createLogger('asr-worker', 'silent'));
});
afterAll(async () => {
  await worker?.close();
  await bus?.close();
  await server?.close();
});

/** Two pages, so that paging is exercised. */
function serveCorpus(): void {
  bus.respond(
    'corpus',
    '',
    ({ offset }) => ({
      version: String(DOCUMENTS.length),
      documents: DOCUMENTS.slice(offset, offset + 2),
      nextOffset: offset + 2 < DOCUMENTS.length ? offset + 2 : null,
    }),
    { onError: () => undefined },
  );
}

function open(sessionId: string) {
  const request = {
    sessionId,
    format: 'pcm' as const,
    voice: 'slt',
    persona: '',
    sampling: {},
    history: [],
  };
  return bus.request('open', WORKER, request, { timeoutMs: 5_000 });
}

/** Speaks at twice the speed of real time, as a client that catches up does. */
async function speak(sessionId: string, frames: readonly Int16Array[]): Promise<void> {
  for (const [sequence, frame] of frames.entries()) {
    bus.publishAudio('pcmIn', sessionId, pcmToBytes(frame), { sequence, arrivedAt: Date.now() });
    await sleep(40);
  }
}

function listen(sessionId: string): TranscriptEvent[] {
  const heard: TranscriptEvent[] = [];
  bus.subscribe('transcript', sessionId, (event) => heard.push(event));
  return heard;
}

/** The agent gives an answer to its end. */
function reply(sessionId: string): void {
  for (const state of ['thinking', 'speaking', 'listening'] as const)
    bus.publish('agent', sessionId, { type: 'state', state });
}

const finals = (heard: readonly TranscriptEvent[]) => heard.filter(({ type }) => type === 'final');
const sessionsHeld = () => registry.workers('asr')[0]?.sessions;

const allClosed = () => vi.waitFor(() => expect(sessionsHeld()).toBe(0), 10_000);

function close(sessionId: string): void {
  bus.publish('control', sessionId, { type: 'close', reason: 'the test is over' });
}

describe('the worker', () => {
  it('says in the registry what it hears with', async () => {
    await vi.waitFor(() =>
      expect(registry.workers('asr')[0]).toMatchObject({
        id: WORKER,
        capacity: 2,
        detail: expect.stringMatching(/^PocketSphinx, [\d,]+ words from 3 documents$/),
      }),
    );
  });

  it('hears two people at once and tells each what they said', async () => {
    const spoken = {
      'session-printer': 'my printer is not working',
      'session-password': 'how do I reset my password',
    };
    const heard = await Promise.all(
      Object.entries(spoken).map(async ([sessionId, text], at) => {
        expect(await open(sessionId)).toMatchObject({ ok: true });
        const events = listen(sessionId);
        await speak(sessionId, await spokenFrames(text, at ? 'awb' : 'rms'));
        await vi.waitFor(() => expect(finals(events)).toHaveLength(1), 10_000);
        close(sessionId);
        return events;
      }),
    );
    Object.values(spoken).forEach((text, at) => {
      expect(heard[at]?.[0]).toMatchObject({ type: 'speech-start', turn: 1 });
      expect(heard[at]?.at(-1)).toMatchObject({ text: text.toLowerCase(), inDomain: true });
    });
    await allClosed();
  });

  it('numbers turns and gives their times in order', async () => {
    await open('session-turns');
    const heard = listen('session-turns');
    await speak('session-turns', await spokenFrames('my printer is not working'));
    await vi.waitFor(() => expect(finals(heard)).toHaveLength(1), 10_000);
    reply('session-turns');
    await speak('session-turns', await spokenFrames('how do I reset my password'));
    await vi.waitFor(() => expect(finals(heard)).toHaveLength(2), 10_000);
    expect(finals(heard)).toMatchObject([{ turn: 1 }, { turn: 2 }]);
    for (const event of heard) {
      if (event.type !== 'final') continue;
      expect(event.speechEndedAt).toBeLessThan(event.turnEndedAt);
      expect(event.turnEndedAt).toBeLessThanOrEqual(event.recognizedAt);
    }
    close('session-turns');
    await allClosed();
  });

  it('makes one turn of a question that pauses for too long, when no reply has begun', async () => {
    await open('session-pause');
    const heard = listen('session-pause');
    await speak('session-pause', await spokenFrames('how do I reset'));
    await vi.waitFor(() => expect(finals(heard)).toHaveLength(1), 10_000);
    bus.publish('agent', 'session-pause', { type: 'state', state: 'thinking' });
    await speak('session-pause', await spokenFrames('my password'));
    await vi.waitFor(() => expect(finals(heard)).toHaveLength(2), 10_000);
    expect(finals(heard)).toMatchObject([
      { turn: 1, text: 'how do i reset' },
      { turn: 1, text: 'how do i reset my password' },
    ]);
    close('session-pause');
    await allClosed();
  });

  it('frees the slot and the decoder of somebody who leaves in the middle of a word', async () => {
    await open('session-leaves');
    const heard = listen('session-leaves');
    const frames = await spokenFrames('my printer is not working and I do not know why');
    await speak('session-leaves', frames.slice(0, 20));
    await vi.waitFor(() => expect(heard).not.toEqual([]));
    close('session-leaves');
    await allClosed();
    expect(finals(heard)).toEqual([]);
    expect(await open('session-next-1')).toMatchObject({ ok: true });
    expect(await open('session-next-2')).toMatchObject({ ok: true });
    close('session-next-1');
    close('session-next-2');
    await allClosed();
  });

  it('drops frames of a wrong size and hears on', async () => {
    await open('session-odd');
    const heard = listen('session-odd');
    bus.publishAudio('pcmIn', 'session-odd', Uint8Array.of(1, 2, 3), { sequence: 0, arrivedAt: 1 });
    await speak('session-odd', await spokenFrames('my printer is not working'));
    await vi.waitFor(() => expect(finals(heard)).toHaveLength(1), 10_000);
    close('session-odd');
    await allClosed();
  });
});

describe('the language of the documents', () => {
  it('is built anew when they change, for sessions to come', async () => {
    DOCUMENTS.push({ title: 'Espresso machine', text: 'The espresso machine is in the kitchen.' });
    bus.publish('corpusChanged', '', { version: '2', documents: DOCUMENTS.length });
    await vi.waitFor(
      () => expect(registry.workers('asr')[0]?.detail).toContain('from 4 documents'),
      15_000,
    );
  });
});
