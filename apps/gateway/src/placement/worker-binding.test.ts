import { Bus, startNatsServer, type NatsServer } from '@parley/bus';
import { packetsToBytes, type ControlEvent, type Placement, type SlotRole } from '@parley/protocol';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { WorkerBinding, type WorkerBindingListener } from './worker-binding.js';

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

const placement: Placement = {
  engine: 'test',
  voice: 'slt',
  format: 'pcm',
  needs: {},
  workers: { lm: 'lm-1', codec: 'codec-1' },
};
const watch = () => () => undefined;

function listener(): WorkerBindingListener & { losses: string[] } {
  const losses: string[] = [];
  const ignore = () => undefined;
  const lost = (message: string) => void losses.push(message);
  return {
    audio: ignore,
    text: ignore,
    transcriptEvent: ignore,
    agentEvent: ignore,
    warned: ignore,
    lost,
    lostWorker: (role, message) => void losses.push(`${role}: ${message}`),
    losses,
  };
}

function startedLine(missing: () => SlotRole[]) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  const told = listener();
  const binding = new WorkerBinding(crypto.randomUUID(), { bus, missing, watch }, told);
  const control: ControlEvent[] = [];
  bus.subscribe('control', binding.id, (event) => control.push(event));
  binding.start(placement);
  return { binding, control, losses: told.losses };
}

it('keeps its slots alive every five seconds, and gives them back', async () => {
  const { binding, control } = startedLine(() => []);
  vi.advanceTimersByTime(10_000);
  binding.close('client-left');
  await bus.nats.flush();
  expect(control).toEqual([
    { type: 'keepalive' },
    { type: 'keepalive' },
    { type: 'close', reason: 'client-left' },
  ]);
});

it('is lost when one of its workers has left the registry without a word', () => {
  const { binding, losses } = startedLine(() => ['lm']);
  vi.advanceTimersByTime(5_000);
  expect(losses).toEqual([]);
  vi.advanceTimersByTime(5_000);
  expect(losses).toEqual(['The voice engine of this session has stopped. Please connect again.']);
  binding.close('moved');
});

it('goes on when the registry was only behind for a moment', () => {
  const answers: SlotRole[][] = [['lm'], [], ['lm'], []];
  const { binding, losses } = startedLine(() => answers.shift() ?? []);
  vi.advanceTimersByTime(20_000);
  expect(losses).toEqual([]);
  binding.close('client-left');
});

it('is lost when its voice has fallen silent', async () => {
  const { binding, losses } = startedLine(() => []);
  vi.advanceTimersByTime(3_000);
  bus.publishAudio('opusOut', binding.id, packetsToBytes([Uint8Array.of(0x48)]), {
    sequence: 0,
    arrivedAt: 0,
  });
  await bus.nats.flush();
  vi.advanceTimersByTime(1_400);
  expect(losses).toEqual([]);
  vi.advanceTimersByTime(400);
  expect(losses).toEqual(['The voice of this session has fallen silent. Please connect again.']);
  binding.close('moved');
});

it('remembers a worker that failed while the others were still being claimed', async () => {
  const binding = new WorkerBinding(
    crypto.randomUUID(),
    { bus, missing: () => [], watch },
    listener(),
  );
  const message = 'The voice broke.';
  bus.publish('fault', binding.id, { workerId: 'lm-1', role: 'lm', message, fatal: true });
  await vi.waitFor(() => expect(binding.earlyFailure).toBe(message));
  binding.close('not-placed');
});
