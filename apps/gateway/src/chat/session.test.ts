import { Bus, startNatsServer, type NatsServer } from '@parley/bus';
import type { ControlEvent } from '@parley/protocol';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { GatewayMetrics } from '../metrics.js';
import type { SlotRole } from './placement.js';
import { Session } from './session.js';

let nats: NatsServer;
let bus: Bus;
beforeAll(async () => {
  nats = await startNatsServer();
  bus = await Bus.connect({ url: nats.url, name: 'test' });
});
afterAll(async () => {
  await bus?.close();
  await nats?.close();
});
afterEach(() => void vi.useRealTimers());

const placed = { engine: 'test', voice: 'slt', workers: { lm: 'lm-1', codec: 'codec-1' } };

function startedSession(missing: () => SlotRole[]): { session: Session; control: ControlEvent[] } {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const session = new Session(crypto.randomUUID(), { bus, metrics: new GatewayMetrics(), missing });
  const control: ControlEvent[] = [];
  bus.subscribe('control', session.id, (event) => control.push(event));
  session.start(placed);
  return { session, control };
}

it('keeps its slots alive every five seconds, and gives them back once', async () => {
  const { session, control } = startedSession(() => []);
  vi.advanceTimersByTime(10_000);
  session.end('client-left');
  session.end('stopping');
  await bus.nats.flush();
  expect(control).toEqual([
    { type: 'keepalive' },
    { type: 'keepalive' },
    { type: 'close', reason: 'client-left' },
  ]);
  expect(session.ended.reason).toBe('client-left');
});

it('ends when one of its workers has left the registry without a word', () => {
  const { session } = startedSession(() => ['lm']);
  vi.advanceTimersByTime(5_000);
  expect(session.ended.aborted).toBe(false);
  vi.advanceTimersByTime(5_000);
  expect(session.ended.reason).toBe('fault');
});

it('goes on when the registry was only behind for a moment', () => {
  const answers: SlotRole[][] = [['lm'], [], ['lm'], []];
  const { session } = startedSession(() => answers.shift() ?? []);
  vi.advanceTimersByTime(20_000);
  expect(session.ended.aborted).toBe(false);
  session.end('client-left');
});

it('remembers a worker that failed while the others were still being claimed', async () => {
  const session = new Session(crypto.randomUUID(), {
    bus,
    metrics: new GatewayMetrics(),
    missing: () => [],
  });
  const message = 'The voice broke.';
  bus.publish('fault', session.id, { workerId: 'lm-1', role: 'lm', message, fatal: true });
  await vi.waitFor(() => expect(session.earlyFailure).toBe(message));
  expect(session.ended.aborted).toBe(false);
  session.end('not-placed');
});
