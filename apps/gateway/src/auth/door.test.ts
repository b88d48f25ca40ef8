import { once } from 'node:events';
import { request } from 'node:http';
import { startNatsServer, type NatsServer } from '@parley/bus';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RunningGateway } from '../start-gateway.js';
import { startTestGateway } from '../testing/gateway.js';
import { ScriptedDocuments } from '../testing/scripted-documents.js';
import { TestClient } from '../testing/test-client.js';

let nats: NatsServer;
beforeAll(async () => {
  nats = await startNatsServer();
});
afterAll(() => nats?.close());

async function gatewayWith(env: Record<string, string> = {}): Promise<RunningGateway> {
  const gateway = await startTestGateway(nats.url, env);
  onTestFinished(() => gateway.close());
  return gateway;
}

/** `fetch` sets Host itself. */
async function statusOf(
  port: number,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
) {
  const sent = request({ host: '127.0.0.1', port, path, method, headers }).end();
  const [response] = await once(sent, 'response');
  response.resume();
  return response.statusCode as number;
}

async function lastWordsTo(port: number, headers: Record<string, string>, query = '') {
  const client = await TestClient.connect(port, query, { headers });
  const { message } = await client.nth('error', 1);
  await client.closed;
  return message;
}

describe('the name of another server that points here', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/api/info'],
    ['GET', '/api/voices'],
    ['GET', '/api/documents'],
    ['GET', '/api/docs/openapi.json'],
    ['GET', '/metrics'],
    ['GET', '/healthz'],
    ['POST', '/api/ask'],
    ['OPTIONS', '/api/documents'],
    ['GET', '/no-such-page'],
  ])('finds nothing at %s %s', async (method, path) => {
    const { port } = await gatewayWith();
    const headers = { host: `evil.example:${port}`, origin: `http://evil.example:${port}` };
    expect(await statusOf(port, path, headers, method)).toBe(403);
  });

  it('opens no conversation', async () => {
    const { port } = await gatewayWith();
    const headers = { host: `evil.example:${port}`, origin: `http://evil.example:${port}` };
    expect(await lastWordsTo(port, headers)).toMatch(/does not go by the name "evil.example/);
  });

  it('is ours when ALLOWED_HOSTS has it', async () => {
    const { port } = await gatewayWith({ ALLOWED_HOSTS: 'parley.example' });
    expect(await statusOf(port, '/api/info', { host: 'parley.example' })).toBe(200);
  });
});

describe('the scheme of an origin', () => {
  const from = (port: number, scheme: string, more = {}) =>
    lastWordsTo(port, { origin: `${scheme}://127.0.0.1:${port}`, ...more });

  it('counts: the page of the same name over another scheme is another page', async () => {
    const { port } = await gatewayWith();
    expect(await from(port, 'https')).toMatch(/may not connect/);
    expect(await from(port, 'http')).not.toMatch(/may not connect/);
  });

  it('is what a trusted proxy says that it is', async () => {
    const { port } = await gatewayWith({ TRUSTED_PROXIES: '127.0.0.1' });
    const behind = { 'x-forwarded-proto': 'https' };
    expect(await from(port, 'https', behind)).not.toMatch(/may not connect/);
    expect(await from(port, 'http', behind)).toMatch(/may not connect/);
  });

  it('is not what anybody else says', async () => {
    const { port } = await gatewayWith();
    expect(await from(port, 'https', { 'x-forwarded-proto': 'https' })).toMatch(/may not connect/);
  });
});

describe('without tokens', () => {
  it.each(['0.0.0.0', '::'])('it does not listen on %s, and says what to do', async (HOST) => {
    await expect(startTestGateway(nats.url, { HOST })).rejects.toMatchObject({
      plain: true,
      message: expect.stringContaining('ALLOW_ANONYMOUS=true'),
    });
  });

  it('it does when told so in words, or with tokens', async () => {
    await gatewayWith({ HOST: '0.0.0.0', ALLOW_ANONYMOUS: 'true' });
    await gatewayWith({ HOST: '0.0.0.0', AUTH_TOKENS: 'secret' });
  });
});

describe('a token', () => {
  const AUTH_TOKENS = 'hall:talk:t1,lib:read:r1,desk:talk+write:w1,root:admin:a1,old-form';
  const ROUTES = {
    ask: ['POST', '/api/ask'],
    list: ['GET', '/api/documents'],
    upload: ['POST', '/api/documents'],
    delete: ['DELETE', '/api/documents/eA'],
    metrics: ['GET', '/metrics'],
  } as const;

  it.each([
    ['t1', ['talk', 'ask']],
    ['r1', ['list']],
    ['w1', ['talk', 'ask', 'list', 'upload', 'delete']],
    ['a1', ['talk', 'ask', 'list', 'upload', 'delete', 'metrics']],
    ['old-form', ['talk', 'ask', 'list', 'upload', 'delete', 'metrics']],
  ])('%s may %j and nothing else', async (token, allowed) => {
    const { port } = await gatewayWith({ AUTH_TOKENS });
    const headers = { authorization: `Bearer ${token}` };
    const may: string[] = [];
    const words = await lastWordsTo(port, headers);
    if (!words.includes('does not let you')) may.push('talk');
    for (const [name, [method, path]] of Object.entries(ROUTES))
      if ((await statusOf(port, path, headers, method)) !== 403) may.push(name);
    expect(may).toEqual(allowed);
  });

  it('of nobody is asked for everywhere, figures included', async () => {
    const { port } = await gatewayWith({ AUTH_TOKENS });
    for (const [method, path] of Object.values(ROUTES))
      expect(await statusOf(port, path, {}, method), path).toBe(401);
  });

  it('stands by its name, never by its secret, beside what was changed with it', async () => {
    const { port } = await gatewayWith({ AUTH_TOKENS });
    const service = await ScriptedDocuments.start(nats.url);
    onTestFinished(() => service.close());
    const body = new FormData();
    body.append('file', new Blob(['# Hello']), 'hello.md');
    const call = (path: string, options: RequestInit) =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        ...options,
        headers: { authorization: 'Bearer w1' },
      });
    const stored = await vi.waitFor(async () => {
      const response = await call('/api/documents', { method: 'POST', body });
      expect(response.status).toBe(201);
      return (await response.json()) as { id: string };
    });
    await call(`/api/documents/${stored.id}`, { method: 'DELETE' });
    expect(service.changedBy).toEqual(['desk from 127.0.0.1', 'desk from 127.0.0.1']);
  });
});
