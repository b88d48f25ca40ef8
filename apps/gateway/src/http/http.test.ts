import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunningGateway } from '../start-gateway.js';
import { startTestGateway } from '../testing/gateway.js';
import { ScriptedWorkers } from '../testing/scripted-workers.js';
import { opusPacket, TestClient } from '../testing/test-client.js';

let workers: ScriptedWorkers;
let gateway: RunningGateway;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-gateway-'));
  workers = await ScriptedWorkers.start();
  gateway = await startTestGateway(workers.natsUrl, { WEB_DIR: folder, AUTH_TOKENS: 'secret' });
});
afterAll(async () => {
  await gateway?.close();
  await workers?.close();
  await rm(folder, { recursive: true, force: true });
});

const headers = { authorization: 'Bearer secret' };
const get = (path: string) => fetch(`http://127.0.0.1:${gateway.port}${path}`, { headers });
const textOf = async (path: string) => (await get(path)).text();
const jsonOf = async (path: string): Promise<unknown> => (await get(path)).json();

describe('before any worker runs', () => {
  it('the gateway is alive, but not ready, and says what is missing', async () => {
    expect(await textOf('/healthz')).toBe('alive\n');
    const response = await get('/readyz');
    expect(response.status).toBe(503);
    expect(await response.text()).toBe(
      'loading: no codec-worker is running, no lm-worker is running.\n',
    );
  });

  it('there are no voices but a default to come', async () => {
    expect(await jsonOf('/api/voices')).toEqual({ default: 'NATF2', voices: [] });
  });
});

describe('with workers', () => {
  beforeAll(async () => {
    await workers.startCodec();
    await workers.startRecognizer();
    await workers.startEngine({ voices: ['slt', 'rms'], lmSlots: 4 });
  });

  it('is ready when every part that the engine needs is there', async () => {
    await vi.waitFor(async () =>
      expect(await textOf('/readyz')).toBe('loading: no rag-service is running.\n'),
    );
    await workers.startDocuments();
    await vi.waitFor(async () => expect(await textOf('/readyz')).toBe('ready\n'));
  });

  it('tells what is running', async () => {
    expect(await jsonOf('/api/info')).toEqual({
      name: 'parley',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      engine: 'scripted',
      voices: 2,
      defaultVoice: 'slt',
      defaultPersona: 'You are a helpful assistant.',
      authRequired: true,
      ready: true,
      running: { codec: true, lm: true, asr: true, rag: true },
      workers: {
        codec: [expect.objectContaining({ id: 'codec-1', status: 'ready' })],
        lm: [
          {
            id: 'lm-1',
            status: 'ready',
            detail: 'scripted lm',
            capacity: 4,
            sessions: 0,
            load: 0,
          },
        ],
        asr: [expect.objectContaining({ id: 'asr-1' })],
        rag: [expect.objectContaining({ id: 'rag-1' })],
      },
    });
  });

  it('lists the voices of the engines', async () => {
    expect(await jsonOf('/api/voices')).toEqual({ default: 'slt', voices: ['slt', 'rms'] });
  });

  it('counts sessions and packets for Prometheus', async () => {
    const client = await TestClient.connect(gateway.port, 'token=secret&audio=opus');
    await client.nth('handshake', 1);
    client.sendAudio(opusPacket(1));
    await client.nth('audio', 1);
    const metrics = await textOf('/metrics');
    expect(metrics).toContain('parley_gateway_sessions{service="gateway"} 1');
    expect(metrics).toContain('parley_gateway_sessions_opened_total{service="gateway"} 1');
    expect(metrics).toContain('parley_gateway_packets_in_total{service="gateway"} 1');
    expect(metrics).toContain('parley_gateway_packets_out_total{service="gateway"} 1');
    expect(metrics).toContain('parley_gateway_turnaround_seconds_count{service="gateway"} 1');
    expect(metrics).toContain('parley_gateway_session_open_seconds_count{service="gateway"} 1');
    await client.leave();
  });

  it('stays in service while all voices are taken, and says so', async () => {
    const connect = () => TestClient.connect(gateway.port, 'token=secret&audio=opus');
    const clients = await Promise.all([connect(), connect(), connect(), connect()]);
    await vi.waitFor(async () => {
      const response = await get('/readyz');
      expect(response.status).toBe(200);
      expect(await response.text()).toBe(
        'overloaded: All 4 voices are taken; who comes now has to wait.\n',
      );
    });
    expect(await textOf('/metrics')).toContain(
      'parley_health{state="overloaded",service="gateway"} 1',
    );
    await Promise.all(clients.map((client) => client.leave()));
    await vi.waitFor(async () => expect(await textOf('/readyz')).toBe('ready\n'));
  });
});

describe('the page', () => {
  it('is explained while it has not been built', async () => {
    const response = await get('/');
    expect(response.status).toBe(503);
    expect(await response.text()).toMatch(/^The web page has not been built\. Run "npm run build"/);
  });

  it('is served so that a browser keeps hashed files and asks for all others again', async () => {
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>Parley</title>');
    await writeFile(join(folder, 'assets', 'index-abc123.js'), 'export {};');
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const script = await get('/assets/index-abc123.js');
    expect(script.headers.get('content-type')).toMatch(/javascript/);
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('may run scripts, workers and sockets of its own origin only', async () => {
    const { headers } = await get('/');
    const policy = headers.get('content-security-policy')?.split(';');
    expect(policy).toEqual(
      expect.arrayContaining([
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self' blob:",
        "connect-src 'self' ws: wss:",
        "frame-ancestors 'none'",
      ]),
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('permissions-policy')).toContain('microphone=(self)');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('does not open the folders above it', async () => {
    const response = await get('/..%2f..%2fetc%2fpasswd');
    expect([400, 403, 404]).toContain(response.status);
  });
});

describe('an unknown address', () => {
  it('below /api is answered in JSON with those that are known', async () => {
    const response = await get('/api/chats');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({ error: expect.stringContaining('/api/info') });
  });

  it('elsewhere is answered in plain words', async () => {
    const response = await get('/nowhere');
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('There is nothing at this address. The page is at /\n');
  });
});
