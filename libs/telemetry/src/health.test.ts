import type { WorkerRecord } from '@parley/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { healthOf, serveHealth, type Health, type HealthServer } from './health.js';
import { createLogger } from './logger.js';
import { createMetrics, Counter, showSlots } from './metrics.js';

let server: HealthServer | undefined;
afterEach(() => server?.close());

async function get(path: string) {
  const response = await fetch(`http://127.0.0.1:${server?.port}${path}`);
  return { status: response.status, text: await response.text() };
}

const serve = async (health: () => Health = () => ({ state: 'ready' })) => {
  const metrics = createMetrics('test');
  server = await serveHealth({ port: 0, metrics, health });
  return metrics;
};

const record = (now: Partial<WorkerRecord>): WorkerRecord => ({
  id: 'lm-1',
  role: 'lm',
  status: 'ready',
  detail: '',
  capacity: 4,
  sessions: 1,
  load: 0.25,
  startedAt: 0,
  ...now,
});

describe('a probe', () => {
  it.each<[string, WorkerRecord | undefined, number, string]>([
    ['is told to wait while a worker loads', undefined, 503, 'loading: The model is being loaded.'],
    ['finds a worker with a free slot ready', record({}), 200, 'ready'],
    [
      'leaves a worker in service whose slots are all taken, and can read it',
      record({ sessions: 4 }),
      200,
      'overloaded: All 4 slots are taken.',
    ],
    [
      'leaves a worker in service that has no time left, and can read it',
      record({ load: 0.95 }),
      200,
      'overloaded: There is no time left for another session.',
    ],
    [
      'sends nobody to a worker that is about to go',
      record({ status: 'draining' }),
      503,
      'draining: The worker is shutting down; sessions left: 1.',
    ],
  ])('%s', async (_, now, status, text) => {
    await serve(() => healthOf(now, 'The model is being loaded.'));
    expect(await get('/readyz')).toEqual({ status, text: `${text}\n` });
    expect(await get('/healthz')).toEqual({ status: 200, text: 'alive\n' });
    const state = text.split(':')[0];
    const { text: figures } = await get('/metrics');
    expect(figures.match(/parley_health\{.*\} 1/g)).toEqual([
      `parley_health{state="${state}",service="test"} 1`,
    ]);
  });
});

it('shows its metrics as Prometheus reads them, labelled with the service', async () => {
  const metrics = await serve();
  new Counter({ name: 'parley_test_total', help: 'Tests.', registers: [metrics] }).inc(3);
  showSlots(metrics, () => record({}));
  const { text } = await get('/metrics');
  expect(text).toContain('parley_test_total{service="test"} 3');
  expect(text).toContain('parley_worker_sessions{service="test"} 1');
  expect(text).toContain('parley_worker_slots{service="test"} 4');
  expect(text).toContain('parley_worker_headroom_ratio{service="test"} 0.75');
});

it('watches the process once, however many registries show its figures', async () => {
  const [one, other] = [createMetrics('one'), createMetrics('other')];
  const watch = 'nodejs_eventloop_lag_p99_seconds';
  expect(one.getSingleMetric(watch)).toBe(other.getSingleMetric(watch));
  for (const [registry, service] of [[one, 'one'] as const, [other, 'other'] as const])
    expect(await registry.metrics()).toMatch(
      new RegExp(`^${watch}\\{service="${service}"\\} `, 'm'),
    );
});

it('counts the warnings and errors of the log by what they say', async () => {
  await serve();
  const logger = createLogger('test', 'error');
  logger.error({ err: new Error('of this time') }, 'session failed');
  logger.error('session failed');
  logger.info('session opened');
  const { text } = await get('/metrics');
  expect(text.match(/parley_errors_total\{.*/g)).toEqual([
    'parley_errors_total{kind="session failed",service="test"} 2',
  ]);
});

it('names the paths it knows when asked for another', async () => {
  await serve();
  expect(await get('/secret')).toMatchObject({
    status: 404,
    text: expect.stringContaining('/metrics'),
  });
});
