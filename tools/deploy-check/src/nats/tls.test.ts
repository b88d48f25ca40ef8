import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { NatsServer } from '@parley/bus';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../support/root.js';
import { NATS_CONFIG, passwordOf, startSecuredNats } from './secured-nats.js';

const run = promisify(execFile);

let folder: string;
let certificate: string;
let nats: NatsServer;

/** The shipped configuration with the block that docs/security.md adds to it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-nats-tls-'));
  const pair = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  certificate = join(folder, 'cert.pem');
  const key = join(folder, 'key.pem');
  await writeFile(certificate, pair.cert);
  await writeFile(key, pair.private);
  const block = `tls { cert_file: "${certificate}", key_file: "${key}" }`;
  const config = join(folder, 'nats.conf');
  await writeFile(config, `${await readFile(NATS_CONFIG, 'utf8')}\n${block}\n`);
  nats = await startSecuredNats(config);
});
afterAll(async () => {
  await nats?.close();
  await rm(folder, { recursive: true, force: true });
});

const SCRIPT = `
  const { Bus } = await import('@parley/bus');
  const [url, password] = process.argv.slice(1);
  try {
    const bus = await Bus.connect({ url, name: 'test', user: 'gateway', password });
    await bus.nats.flush();
    await bus.close();
    console.log('connected');
  } catch (error) {
    console.log(error.name, error.cause?.cause?.code ?? error.cause?.message);
  }`;

/** What becomes of a service that connects; the certificates it trusts are known when a process starts. */
async function connect(trusted: string): Promise<string> {
  const url = `tls://127.0.0.1:${new URL(nats.url).port}`;
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '-e', SCRIPT, url, passwordOf('gateway')],
    { cwd: join(ROOT, 'apps/gateway'), env: { ...process.env, NODE_EXTRA_CA_CERTS: trusted } },
  );
  return stdout.trim();
}

it('a service joins the bus over TLS when it knows the authority', async () => {
  expect(await connect(certificate)).toBe('connected');
});

it('and no server that it cannot verify', async () => {
  expect(await connect('')).toMatch(/^BusUnavailable/);
});
