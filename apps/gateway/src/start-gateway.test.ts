import { once } from 'node:events';
import { createServer } from 'node:http';
import { get as getSecurely } from 'node:https';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startReadyGateway, startTestGateway } from './testing/gateway.js';
import { ScriptedWorkers } from './testing/scripted-workers.js';
import { TestClient } from './testing/test-client.js';

let workers: ScriptedWorkers;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-tls-'));
  workers = await ScriptedWorkers.start();
  await workers.startAll();
});
afterAll(async () => {
  await workers?.close();
  await rm(folder, { recursive: true, force: true });
});

const start = (env: Record<string, string>) => startTestGateway(workers.natsUrl, env);

async function fingerprintAt(port: number): Promise<string> {
  const request = getSecurely({ port, path: '/healthz', rejectUnauthorized: false });
  const [response] = await once(request, 'response');
  const { fingerprint256 } = (response.socket as TLSSocket).getPeerCertificate();
  response.resume();
  return fingerprint256;
}

describe('TLS', () => {
  it('is served with a pair that is made once, in a folder that need not exist', async () => {
    const SSL_DIR = join(folder, 'new', 'pair');
    const first = await start({ SSL_DIR });
    const fingerprint = await fingerprintAt(first.port);
    await first.close();
    expect((await stat(join(SSL_DIR, 'key.pem'))).mode & 0o077).toBe(0);
    const second = await start({ SSL_DIR });
    expect(await fingerprintAt(second.port)).toBe(fingerprint);
    const socket = new WebSocket(`wss://localhost:${second.port}/api/chat`, {
      rejectUnauthorized: false,
    });
    await once(socket, 'open');
    socket.terminate();
    await second.close();
  });

  it('does not start with half a pair, and says which half is missing', async () => {
    const SSL_DIR = await mkdtemp(join(folder, 'half-'));
    await writeFile(join(SSL_DIR, 'cert.pem'), 'x');
    await expect(start({ SSL_DIR })).rejects.toMatchObject({
      plain: true,
      message: expect.stringContaining(`SSL_DIR=${SSL_DIR} lacks key.pem.`),
    });
  });

  it('does not start with files that are no pair', async () => {
    const SSL_DIR = await mkdtemp(join(folder, 'broken-'));
    await writeFile(join(SSL_DIR, 'cert.pem'), 'x');
    await writeFile(join(SSL_DIR, 'key.pem'), 'y');
    await expect(start({ SSL_DIR })).rejects.toMatchObject({
      plain: true,
      message: expect.stringContaining('they must be PEM files of one pair'),
    });
  });

  it('does not start when SSL_DIR is a file', async () => {
    const SSL_DIR = join(folder, 'file');
    await writeFile(SSL_DIR, '');
    await expect(start({ SSL_DIR })).rejects.toMatchObject({
      plain: true,
      message: expect.stringContaining(`${SSL_DIR} cannot be read`),
    });
  });
});

describe('a start that fails', () => {
  it('names the port that another program uses', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(start({ PORT: String(port) })).rejects.toMatchObject({
      plain: true,
      message: `Port ${port} is in use by another program. Set PORT to another one.`,
    });
    other.close();
  });

  it('says so when no NATS server answers', async () => {
    await expect(startTestGateway('nats://127.0.0.1:1')).rejects.toMatchObject({
      name: 'BusUnavailable',
    });
  });
});

describe('a stop', () => {
  it('tells every client, and leaves the slots of those who can come back', async () => {
    const gateway = await startReadyGateway(workers.natsUrl);
    const client = await TestClient.connect(gateway.port, 'meta=1');
    const { sessionId } = await client.metadata('session');
    await gateway.close();
    expect((await client.nth('error', 1)).message).toMatch(/^This server is being restarted/);
    expect(await client.closed).toMatchObject({ code: 1012 });
    await workers.bus.nats.flush();
    expect(workers.closed).not.toContain(sessionId);
  });

  it('gives the slots of those back who cannot, for they asked for no metadata', async () => {
    const gateway = await startReadyGateway(workers.natsUrl);
    const client = await TestClient.connect(gateway.port);
    await client.nth('handshake', 1);
    const sessionId = workers.lastSessionId;
    await gateway.close();
    expect(await client.closed).toMatchObject({ code: 1012 });
    await vi.waitFor(() => expect(workers.closed.filter((id) => id === sessionId)).toHaveLength(3));
  });
});

describe('a port for health', () => {
  it('has the figures, which people do not get any more', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port: healthPort } = probe.address() as AddressInfo;
    probe.close();
    const gateway = await start({ HEALTH_PORT: `${healthPort}` });
    const get = (port: number, path: string) => fetch(`http://127.0.0.1:${port}${path}`);
    expect(await (await get(healthPort, '/metrics')).text()).toContain('parley_gateway_sessions');
    expect(await (await get(healthPort, '/healthz')).text()).toBe('alive\n');
    expect((await get(gateway.port, '/metrics')).status).toBe(404);
    await gateway.close();
    await expect(get(healthPort, '/healthz')).rejects.toThrow();
  });
});
