import { Bus, startNatsServer, WorkerRegistry, type NatsServer } from '@parley/bus';
import type { OpenSession } from '@parley/protocol';
import { createLogger } from '@parley/telemetry';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EchoEngine } from '../engines/echo/echo-engine.js';
import type { Engine, EngineSession, SessionEvents } from '../engines/engine.js';
import { TestSession } from '../testing/test-session.js';
import { LmHost } from './lm-host.js';
import { createLmMetrics } from '../metrics.js';

let server: NatsServer;
let bus: Bus;
let host: LmHost;
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

beforeEach(async () => {
  server = await startNatsServer();
  bus = await Bus.connect({ url: server.url, name: 'test' });
});
afterEach(async () => {
  await host.close();
  await bus.close();
  await server.close();
});

async function start(engine: Engine): Promise<void> {
  const metrics = createLmMetrics();
  const logger = createLogger('test', 'silent');
  const registry = await WorkerRegistry.open(bus);
  host = await LmHost.start({ bus, registry, workerId: 'lm', engine, metrics, logger });
}

/** An echo whose sessions break when they hear anything. */
function brittleEngine(): Engine {
  const open = async (_request: OpenSession, events: SessionEvents): Promise<EngineSession> => ({
    onTranscript: () => events.failed(new Error('broken')),
    interrupt: () => undefined,
    close: async () => undefined,
  });
  return Object.assign(new EchoEngine(2), { open });
}

it('ends a session that fails with a fault, and the others go on', async () => {
  await start(brittleEngine());
  const { talk } = await TestSession.open(bus, 'lm', 'session-1');
  const { talk: other } = await TestSession.open(bus, 'lm', 'session-2');
  talk.userStarts();
  await until(() => expect(talk.faults).toMatchObject([{ fatal: true }]));
  const ended = talk.frames.length;
  const from = other.frames.length;
  await until(() => expect(other.frames.length).toBeGreaterThan(from + 3));
  expect(talk.frames.length).toBeLessThanOrEqual(ended + 1);
});

it('ends all sessions when the engine itself breaks, and takes new ones', async () => {
  const engine = new EchoEngine(1);
  await start(engine);
  const { talk } = await TestSession.open(bus, 'lm', 'session-1');
  vi.spyOn(engine, 'step').mockRejectedValueOnce(new Error('broken'));
  await until(() => expect(talk.faults).toMatchObject([{ fatal: true }]));
  const { talk: next, reply } = await TestSession.open(bus, 'lm', 'session-2');
  expect(reply.ok).toBe(true);
  await until(() => expect(next.frames.length).toBeGreaterThan(1));
});

it('carries each frame to the engine and its answer back, with the time it arrived', async () => {
  await start(new EchoEngine(1));
  const { talk } = await TestSession.open(bus, 'lm', 'session-1', { voice: 'echo' });
  const frame = new Uint8Array(3_840).fill(7);
  bus.publishAudio('pcmIn', 'session-1', frame, { sequence: 0, arrivedAt: 1_234 });
  await until(() => expect(talk.frames.some((echo) => echo[0] === 0x0707)).toBe(true));
  const at = talk.frames.findIndex((echo) => echo[0] === 0x0707);
  expect(talk.stamps[at]).toEqual({ sequence: at, arrivedAt: 1_234 });
});

it('refuses frames of a form that its engine does not take', async () => {
  await start(new EchoEngine(1));
  const { reply } = await TestSession.open(bus, 'lm', 'session-1', { format: 'codes' });
  expect(reply).toMatchObject({ ok: false, message: 'The echo engine takes pcm frames only.' });
});

it('steps an engine that may be stepped on arrival with each frame at once, and with silence when none come', async () => {
  await start(new EchoEngine(1));
  const { talk } = await TestSession.open(bus, 'lm', 'session-1');
  await until(() => expect(talk.frames.length).toBeGreaterThan(2));
  const frame = new Uint8Array(3_840).fill(1);
  for (let sequence = 0; sequence < 6; sequence++)
    bus.publishAudio('pcmIn', 'session-1', frame, { sequence, arrivedAt: 1 });
  const echoed = () => talk.frames.filter(([first]) => first !== 0).length;
  await until(() => expect(echoed()).toBe(6));
});

it('takes no further session while its steps have no time to spare', async () => {
  const engine = Object.assign(new EchoEngine(3), { stepsOnArrival: false });
  const step = engine.step.bind(engine);
  vi.spyOn(engine, 'step').mockImplementation(async (inputs) => {
    const endsAt = performance.now() + 90;
    while (performance.now() < endsAt);
    return step(inputs);
  });
  await start(engine);
  const { talk, reply } = await TestSession.open(bus, 'lm', 'session-1');
  expect(reply.ok).toBe(true);
  await until(() => expect(talk.frames.length).toBeGreaterThan(2));
  const { reply: refusal } = await TestSession.open(bus, 'lm', 'session-2');
  expect(refusal).toMatchObject({ ok: false, code: 'full', retryable: true });
});
