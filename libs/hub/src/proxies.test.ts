import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Hub } from './hub.js';
import { pull } from './pull.js';
import { readRelease } from './release.js';
import { ConnectProxy } from './testing/connect-proxy.js';
import { FakeHub } from './testing/fake-hub.js';

const REPO = 'somebody/model';

let fake: FakeHub;
let proxy: ConnectProxy;
let folder: string;
beforeEach(async () => {
  fake = await FakeHub.start(REPO);
  fake.files.set('weights', Buffer.alloc(5_000, 'w'));
  proxy = await ConnectProxy.start();
  folder = await mkdtemp(join(tmpdir(), 'parley-proxy-'));
});
afterEach(async () => {
  await fake.stop();
  await proxy.stop();
  await rm(folder, { recursive: true });
});

async function pullWith(env: Record<string, string>, endpoint = fake.endpoint): Promise<void> {
  const hub = new Hub({ endpoint, token: 'hf_x', env, retryMs: 1, stallMs: 1_000 });
  const release = await readRelease(hub, REPO, 'main');
  await pull(hub, release, release.files, folder);
  expect((await readFile(join(folder, 'weights'))).length).toBe(5_000);
}

const hosts = () => new Set(proxy.asked.map(({ host }) => host));

it('connects to the hub and to its store through the proxy that is named, in small letters too', async () => {
  await pullWith({ http_proxy: `http://${proxy.host}` });
  expect(hosts().size).toBe(2);
  expect(hosts()).toContain(new URL(fake.endpoint).host);
});

it('tells the token to the hub alone: not to its store, and not to the proxy', async () => {
  await pullWith({ HTTP_PROXY: `http://somebody:secret@${proxy.host}` });
  const basic = `Basic ${Buffer.from('somebody:secret').toString('base64')}`;
  expect(new Set(proxy.asked.map(({ authorization }) => authorization))).toEqual(new Set([basic]));
  const told = fake.log.map(({ host, authorization }) => [host, authorization]);
  expect(told).toContainEqual(['hub', 'Bearer hf_x']);
  expect(told).toContainEqual(['store', undefined]);
  expect(told).not.toContainEqual(['store', 'Bearer hf_x']);
});

it('goes past the proxy to a host of NO_PROXY', async () => {
  await pullWith({ HTTP_PROXY: `http://${proxy.host}`, NO_PROXY: 'example.org,127.0.0.1' });
  expect(proxy.asked).toEqual([]);
});

it('has the proxy of HTTPS_PROXY look up a host of https, and names the proxy when that fails', async () => {
  const env = { HTTPS_PROXY: `http://${proxy.host}`, HTTP_PROXY: 'http://127.0.0.1:9' };
  await expect(pullWith(env, 'https://hub.invalid')).rejects.toThrow(
    /^hub\.invalid cannot be reached \(.+\)\. Check the connection and the proxy in HTTPS_PROXY\./,
  );
  expect(hosts()).toEqual(new Set(['hub.invalid:443']));
});

it('does without a proxy where none is named', async () => {
  await pullWith({ HTTP_PROXY: '', HTTPS_PROXY: '' });
  expect(proxy.asked).toEqual([]);
});

it.each(['localhost:3128', 'socks5://127.0.0.1:1080', 'my:password@proxy'])(
  'says that %s is no proxy, without printing it',
  (value) => {
    const open = () => new Hub({ env: { HTTPS_PROXY: value } });
    expect(open).toThrow('HTTPS_PROXY is not the address of a proxy');
    expect(open).not.toThrow(value);
  },
);
