import { afterEach, expect, it } from 'vitest';
import { serveHealth, type HealthServer } from './health.js';
import { createMetrics, Counter } from './metrics.js';

let server: HealthServer | undefined;
afterEach(() => server?.close());

async function get(path: string) {
  const response = await fetch(`http://127.0.0.1:${server?.port}${path}`);
  return { status: response.status, text: await response.text() };
}

it('is alive from the start, and ready only when nothing is missing', async () => {
  let missing: string | undefined = 'The model is being loaded.';
  server = await serveHealth({
    port: 0,
    metrics: createMetrics('test'),
    notReadyBecause: () => missing,
  });
  expect(await get('/healthz')).toEqual({ status: 200, text: 'alive\n' });
  expect(await get('/readyz')).toEqual({ status: 503, text: 'The model is being loaded.\n' });
  missing = undefined;
  expect(await get('/readyz')).toEqual({ status: 200, text: 'ready\n' });
});

it('shows its metrics as Prometheus reads them, labelled with the service', async () => {
  const metrics = createMetrics('test');
  new Counter({ name: 'parley_test_total', help: 'Tests.', registers: [metrics] }).inc(3);
  server = await serveHealth({ port: 0, metrics, notReadyBecause: () => undefined });
  expect((await get('/metrics')).text).toContain('parley_test_total{service="test"} 3');
});

it('names the paths it knows when asked for another', async () => {
  server = await serveHealth({
    port: 0,
    metrics: createMetrics('test'),
    notReadyBecause: () => undefined,
  });
  expect(await get('/secret')).toMatchObject({
    status: 404,
    text: expect.stringContaining('/metrics'),
  });
});
