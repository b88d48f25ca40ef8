import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNatsServer, type NatsServer } from '@parley/bus';
import type { RunningGateway } from '../start-gateway.js';
import { startTestGateway } from '../testing/gateway.js';

let nats: NatsServer;
let gateway: RunningGateway;

beforeAll(async () => {
  nats = await startNatsServer();
  gateway = await startTestGateway(nats.url, {});
});
afterAll(async () => {
  await gateway?.close();
  await nats?.close();
});

const url = (path: string) => `http://127.0.0.1:${gateway.port}${path}`;

describe('the description', () => {
  it('names every address, and what it takes and gives', async () => {
    const api = (await (await fetch(url('/api/docs/openapi.json'))).json()) as {
      openapi: string;
      paths: Record<string, object>;
      components: { schemas: Record<string, unknown> };
    };
    expect(api.openapi).toMatch(/^3\./);
    expect(api.paths).toMatchObject({
      '/api/ask': { post: expect.anything() },
      '/api/documents': { get: expect.anything(), post: expect.anything() },
      '/api/documents/{id}': { delete: expect.anything() },
      '/api/info': { get: expect.anything() },
    });
    expect(api.components.schemas).toMatchObject({
      AskBodyDto: { required: ['question'], properties: { question: { maxLength: 4_000 } } },
      DocumentPageDto: { properties: { documents: { type: 'array' } } },
    });
  });

  it('is a page that loads nothing from elsewhere', async () => {
    const page = await (await fetch(url('/api/docs'))).text();
    const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source ?? '');
    expect(sources.length).toBeGreaterThan(3);
    for (const source of sources) {
      const { host, pathname } = new URL(source, url('/api/docs'));
      expect(host).toBe(`127.0.0.1:${gateway.port}`);
      expect((await fetch(url(pathname))).status, source).toBe(200);
    }
  });
});
