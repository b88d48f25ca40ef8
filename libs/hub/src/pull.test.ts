import { createHash, randomBytes } from 'node:crypto';
import {
  access,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Hub } from './hub.js';
import { readPulledFolder } from './manifest.js';
import { pull, type PullProgress } from './pull.js';
import { readRelease } from './release.js';
import { FakeHub, sendRange } from './testing/fake-hub.js';

const REPO = 'somebody/model';
const LARGE = 'model.safetensors';
const MIB = 1 << 20;

let fake: FakeHub;
let folder: string;
beforeEach(async () => {
  fake = await FakeHub.start(REPO);
  fake.files.set('config.json', Buffer.from('{"dim": 4}'));
  fake.files.set(LARGE, randomBytes(4 * MIB + 12_345));
  fake.files.set('folder/with a space.txt', Buffer.from('text'));
  fake.files.set('empty', Buffer.alloc(0));
  folder = await mkdtemp(join(tmpdir(), 'parley-pull-'));
});
afterEach(async () => {
  await fake.stop();
  await rm(folder, { recursive: true });
});

function open(token?: string): Hub {
  return new Hub({ endpoint: fake.endpoint, token, retryMs: 1, stallMs: 300 });
}

async function pullAll(hub = open(), onProgress?: (progress: PullProgress) => void) {
  const release = await readRelease(hub, REPO, 'main');
  await pull(hub, release, release.files, folder, onProgress ? { onProgress } : {});
}

async function expectWhole(): Promise<void> {
  for (const [path, content] of fake.files)
    expect((await readFile(join(folder, path))).equals(content), path).toBe(true);
  expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([]);
}

async function expectNotThere(): Promise<void> {
  await expect(access(join(folder, LARGE))).rejects.toThrow();
}

describe('a pull', () => {
  it('brings all files, the large one in parts, and asks for none again', async () => {
    const seen: PullProgress[] = [];
    await pullAll(open(), (progress) => seen.push(progress));
    await expectWhole();
    const ofLarge = fake.log.filter(({ host, url }) => host === 'store' && url.includes(LARGE));
    expect(ofLarge.length).toBeGreaterThanOrEqual(4);
    expect(seen.at(-1)).toMatchObject({ phase: 'checking', path: LARGE });
    const total = [...fake.files.values()].reduce((sum, { length }) => sum + length, 0);
    expect(seen.filter(({ phase }) => phase === 'fetching').at(-1)).toMatchObject({
      doneBytes: total,
      totalBytes: total,
    });
    const requests = fake.fileRequestCount;
    await pullAll();
    expect(fake.fileRequestCount).toBe(requests);
    expect(await readPulledFolder(folder)).toMatchObject({ bytes: total, doneBytes: total });
  });

  it('keeps a right file that somebody has put there, and replaces a wrong one', async () => {
    await writeFile(join(folder, LARGE), fake.files.get(LARGE) as Buffer);
    await writeFile(join(folder, 'config.json'), '{"dim": 5}');
    await pullAll();
    await expectWhole();
    expect(fake.log.some(({ url }) => url.includes(LARGE))).toBe(false);
  });

  it('replaces a file that is of an earlier release', async () => {
    await pullAll();
    fake.files.set(LARGE, randomBytes(4 * MIB + 12_345));
    await pullAll();
    await expectWhole();
  });

  it('tells nobody but the hub the token', async () => {
    await pullAll(open('hf_secret\n'));
    const told = (host: string) =>
      new Set(fake.log.filter((entry) => entry.host === host).map((entry) => entry.authorization));
    expect(told('hub')).toEqual(new Set(['Bearer hf_secret']));
    expect(told('store')).toEqual(new Set([undefined]));
  });
});

describe('a server that behaves badly', () => {
  it('cuts every answer short', async () => {
    fake.misbehave = (request, response) => {
      const { content, from, to, etag, index } = request;
      if (to - from < 100_000 || index % 3 === 2) return false;
      response.writeHead(206, {
        'content-range': `bytes ${from}-${to - 1}/${content.length}`,
        'content-length': to - from,
        etag,
      });
      response.write(content.subarray(from, from + 90_000), () => response.destroy());
      return true;
    };
    await pullAll();
    await expectWhole();
  });

  it('is down for a moment and asks for patience', async () => {
    fake.misbehave = ({ index }, response) => {
      if (index >= 4) return false;
      response.writeHead(index % 2 ? 503 : 429, { 'retry-after': '0' }).end();
      return true;
    };
    await pullAll();
    await expectWhole();
  });

  it('gives addresses that run out', async () => {
    fake.misbehave = ({ index }, response) =>
      index < 6 && Boolean(response.writeHead(403).end('expired'));
    await pullAll();
    await expectWhole();
  });

  it('stays down', async () => {
    fake.misbehave = (_, response) => Boolean(response.writeHead(502).end());
    await expect(pullAll()).rejects.toThrow(/does not answer now \(502\)\. Try again later/);
    await expectNotThere();
  });

  it('ignores ranges', async () => {
    fake.misbehave = ({ content, index }, response) => {
      if (index % 4 === 1) response.write(content.subarray(0, 1_000), () => response.destroy());
      else response.end(content);
      return true;
    };
    await pullAll();
    await expectWhole();
  });

  it('sends nothing any more in the middle of an answer', async () => {
    let silent = 0;
    fake.misbehave = ({ content, from, to, etag, path }, response) => {
      if (path !== LARGE || silent++ > 2) return false;
      response.writeHead(206, {
        'content-range': `bytes ${from}-${to - 1}/${content.length}`,
        'content-length': to - from,
        etag,
      });
      response.write(content.subarray(from, from + 1_000));
      return true;
    };
    await pullAll();
    await expectWhole();
  });

  it.each([
    ['more', (content: Buffer, from: number, to: number) => content.subarray(from, to + 500)],
    ['less', (content: Buffer, from: number) => content.subarray(from, from)],
  ])('sends %s than it says', async (_, part) => {
    fake.misbehave = (request, response) => {
      const { content, from, to, path } = request;
      if (path !== LARGE) return false;
      sendRange(request, response, part(content, from, to));
      return true;
    };
    await expect(pullAll()).rejects.toThrow(/sends more of|was cut/);
    await expectNotThere();
  });

  it('sends other bytes than were asked for', async () => {
    fake.misbehave = (request, response) => {
      if (request.path !== LARGE) return false;
      sendRange({ ...request, from: request.from + 1, to: request.to + 1 }, response);
      return true;
    };
    await expect(pullAll()).rejects.toThrow('sends other bytes of model.safetensors');
    await expectNotThere();
  });

  it('sends something that has another hash, which is thrown away', async () => {
    fake.wrongHashes.set(LARGE, createHash('sha256').update('other').digest('hex'));
    await expect(pullAll()).rejects.toThrow('its sha256 differs');
    expect((await readdir(folder)).filter((name) => name.startsWith(LARGE))).toEqual([]);
    fake.wrongHashes.set('config.json', '0'.repeat(40));
    await rm(join(folder, 'config.json'));
    await expect(pullAll()).rejects.toThrow('its git-sha1 differs');
  });

  it('changes the file in the middle, once', async () => {
    const old = randomBytes(4 * MIB + 12_345);
    fake.misbehave = (request, response) => {
      if (request.path !== LARGE || request.index > 4) return false;
      sendRange({ ...request, content: old, etag: '"old"' }, response);
      return true;
    };
    await pullAll();
    await expectWhole();
  });

  it('changes the file again and again', async () => {
    fake.misbehave = (request, response) => {
      if (request.path !== LARGE) return false;
      sendRange({ ...request, etag: `"${request.index}"` }, response);
      return true;
    };
    await expect(pullAll()).rejects.toThrow('changes while it is fetched');
    await expectNotThere();
  });

  it('lists a file outside of the folder', async () => {
    fake.files.set('../../outside', Buffer.from('x'));
    await expect(pullAll()).rejects.toThrow('lists "../../outside"');
  });
});

describe('an interrupted pull', () => {
  it('goes on with what is there', async () => {
    const stop = new AbortController();
    const release = await readRelease(open(), REPO, 'main');
    const onProgress = ({ doneBytes }: PullProgress) => {
      if (doneBytes > 2 * MIB) stop.abort();
    };
    const options = { signal: stop.signal, onProgress };
    await expect(pull(open(), release, release.files, folder, options)).rejects.toThrow('abort');
    await expectNotThere();
    expect((await readPulledFolder(folder))?.doneBytes).toBeGreaterThan(2 * MIB);
    let asked = 0;
    fake.misbehave = ({ from, to }) => {
      asked += to - from;
      return false;
    };
    await pullAll();
    await expectWhole();
    expect(asked).toBeLessThan(3 * MIB);
  });

  it('begins anew when what is there is of another file, or has no journal', async () => {
    await writeFile(join(folder, `${LARGE}.part`), randomBytes(4 * MIB));
    await pullAll();
    await expectWhole();
  });

  it('begins anew when the part file was cut', async () => {
    const stop = new AbortController();
    const release = await readRelease(open(), REPO, 'main');
    const onProgress = ({ doneBytes }: PullProgress) => {
      if (doneBytes > 2 * MIB) stop.abort();
    };
    const options = { signal: stop.signal, onProgress };
    await expect(pull(open(), release, release.files, folder, options)).rejects.toThrow();
    await truncate(join(folder, `${LARGE}.part`), 0);
    await pullAll();
    await expectWhole();
  });
});

describe('a pull that cannot be', () => {
  it.each([
    [401, undefined, {}, /only for accounts that accepted its licence.*settings\/tokens.*HF_TOKEN/],
    [401, 'hf_old', {}, /does not accept HF_TOKEN\. Make a new one at .*settings\/tokens/],
    [
      401,
      undefined,
      { 'x-error-code': 'RepoNotFound' },
      /has no revision "main" of somebody\/model/,
    ],
    [
      403,
      'hf_x',
      {},
      /licence of somebody\/model has not been accepted.*accept it at http.*\/somebody\/model/,
    ],
    [404, 'hf_x', {}, /has no revision "main" of somebody\/model/],
    [418, 'hf_x', {}, /answers 418/],
  ])('says so in one sentence: %s with the token %s', async (status, token, headers, sentence) => {
    fake.refuse = { status, headers };
    await expect(pullAll(open(token))).rejects.toThrow(sentence);
    await expect(pullAll(open(token))).rejects.toMatchObject({ plain: true });
  });

  it('may see the listing and not the files, as with a licence that is not accepted', async () => {
    fake.refuse = { status: 403, headers: { 'x-error-code': 'GatedRepo' }, only: /\/resolve\// };
    await expect(pullAll(open('hf_x'))).rejects.toThrow('has not been accepted');
    await expectNotThere();
    fake.refuse = undefined;
    await pullAll(open('hf_x'));
    await expectWhole();
  });

  it('has no server', async () => {
    const hub = new Hub({ endpoint: 'http://127.0.0.1:9', retryMs: 1 });
    await expect(readRelease(hub, REPO, 'main')).rejects.toThrow(
      /127\.0\.0\.1:9 cannot be reached \(.+\)\. Check the connection/,
    );
    expect(() => new Hub({ endpoint: 'ftp://x' })).toThrow('HF_ENDPOINT is "ftp://x"');
  });

  it('has no repository of that name', async () => {
    await expect(readRelease(open(), '../etc', 'main')).rejects.toThrow('not the name of a rep');
  });

  it('has a disk that is full', async () => {
    await symlink('/dev/full', join(folder, `${LARGE}.part`));
    await expect(pullAll()).rejects.toThrow(
      /The disk is full: .*model\.safetensors\.part cannot grow/,
    );
    await expectNotThere();
  });

  it('is the second in its folder', async () => {
    const release = await readRelease(open(), REPO, 'main');
    const results = await Promise.allSettled([
      pull(open(), release, release.files, folder),
      pull(open(), release, release.files, `${folder}/.`),
    ]);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(1);
    for (const { reason } of refused)
      expect(String(reason)).toMatch(/Another pull is at work in .+\. Let it finish, or stop it\./);
    await expectWhole();
  });

  it('has a file where its folder should be', async () => {
    const release = await readRelease(open(), REPO, 'main');
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(pull(open(), release, release.files, file)).rejects.toThrow(
      /file cannot be written \(EEXIST\)\. Choose another folder/,
    );
  });

  it('has a disk that is too small', async () => {
    const release = await readRelease(open(), REPO, 'main');
    const huge = release.files.map((file) => ({ ...file, bytes: 1e15 }));
    await expect(pull(open(), release, huge, folder)).rejects.toThrow(
      /has [\d.]+ GB left and 4000000\.0 GB are needed/,
    );
  });
});
