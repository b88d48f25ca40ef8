import { randomBytes } from 'node:crypto';
import { symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PullProgress } from './fetch-files.js';
import { Hub } from './hub.js';
import { readPulledFolder } from './manifest.js';
import { pull } from './pull.js';
import { readRelease } from './release.js';
import { LARGE, MIB, PullSetup, REPO } from './testing/pull-setup.js';

let setup: PullSetup;
beforeEach(async () => {
  setup = await PullSetup.start();
});
afterEach(() => setup.stop());

describe('a pull', () => {
  it('brings all files, the large one in parts, and asks for none again', async () => {
    const seen: PullProgress[] = [];
    await setup.pullAll(setup.open(), (progress) => seen.push(progress));
    await setup.expectWhole();
    const ofLarge = setup.fake.log.filter(
      ({ host, url }) => host === 'store' && url.includes(LARGE),
    );
    expect(ofLarge.length).toBeGreaterThanOrEqual(4);
    expect(seen.at(-1)).toMatchObject({ phase: 'checking', path: LARGE });
    const total = [...setup.fake.files.values()].reduce((sum, { length }) => sum + length, 0);
    expect(seen.filter(({ phase }) => phase === 'fetching').at(-1)).toMatchObject({
      doneBytes: total,
      totalBytes: total,
    });
    const requests = setup.fake.fileRequestCount;
    await setup.pullAll();
    expect(setup.fake.fileRequestCount).toBe(requests);
    expect(await readPulledFolder(setup.folder)).toMatchObject({ bytes: total, doneBytes: total });
  });

  it('keeps a right file that somebody has put there, and replaces a wrong one', async () => {
    await writeFile(join(setup.folder, LARGE), setup.fake.files.get(LARGE) as Buffer);
    await writeFile(join(setup.folder, 'config.json'), '{"dim": 5}');
    await setup.pullAll();
    await setup.expectWhole();
    expect(setup.fake.log.some(({ url }) => url.includes(LARGE))).toBe(false);
  });

  it('replaces a file that is of an earlier release', async () => {
    await setup.pullAll();
    setup.fake.files.set(LARGE, randomBytes(4 * MIB + 12_345));
    await setup.pullAll();
    await setup.expectWhole();
  });

  it('tells nobody but the hub the token', async () => {
    await setup.pullAll(setup.open('hf_secret\n'));
    const told = (host: string) =>
      new Set(
        setup.fake.log.filter((entry) => entry.host === host).map((entry) => entry.authorization),
      );
    expect(told('hub')).toEqual(new Set(['Bearer hf_secret']));
    expect(told('store')).toEqual(new Set([undefined]));
  });
});

describe('an interrupted pull', () => {
  it('goes on with what is there', async () => {
    const stop = new AbortController();
    const release = await readRelease(setup.open(), REPO, 'main');
    const onProgress = ({ doneBytes }: PullProgress) => {
      if (doneBytes > 2 * MIB) stop.abort();
    };
    const options = { signal: stop.signal, onProgress };
    await expect(pull(setup.open(), release, release.files, setup.folder, options)).rejects.toThrow(
      'abort',
    );
    await setup.expectNotThere();
    expect((await readPulledFolder(setup.folder))?.doneBytes).toBeGreaterThan(2 * MIB);
    let asked = 0;
    setup.fake.misbehave = ({ from, to }) => {
      asked += to - from;
      return false;
    };
    await setup.pullAll();
    await setup.expectWhole();
    expect(asked).toBeLessThan(3 * MIB);
  });

  it('begins anew when what is there is of another file, or has no journal', async () => {
    await writeFile(join(setup.folder, `${LARGE}.part`), randomBytes(4 * MIB));
    await setup.pullAll();
    await setup.expectWhole();
  });

  it('begins anew when the part file was cut', async () => {
    const stop = new AbortController();
    const release = await readRelease(setup.open(), REPO, 'main');
    const onProgress = ({ doneBytes }: PullProgress) => {
      if (doneBytes > 2 * MIB) stop.abort();
    };
    const options = { signal: stop.signal, onProgress };
    await expect(
      pull(setup.open(), release, release.files, setup.folder, options),
    ).rejects.toThrow();
    await truncate(join(setup.folder, `${LARGE}.part`), 0);
    await setup.pullAll();
    await setup.expectWhole();
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
    setup.fake.refuse = { status, headers };
    await expect(setup.pullAll(setup.open(token))).rejects.toThrow(sentence);
    await expect(setup.pullAll(setup.open(token))).rejects.toMatchObject({ plain: true });
  });

  it('may see the listing and not the files, as with a licence that is not accepted', async () => {
    setup.fake.refuse = {
      status: 403,
      headers: { 'x-error-code': 'GatedRepo' },
      only: /\/resolve\//,
    };
    await expect(setup.pullAll(setup.open('hf_x'))).rejects.toThrow('has not been accepted');
    await setup.expectNotThere();
    setup.fake.refuse = undefined;
    await setup.pullAll(setup.open('hf_x'));
    await setup.expectWhole();
  });

  it('has no server', async () => {
    const hub = new Hub({ endpoint: 'http://127.0.0.1:9', retryMs: 1 });
    await expect(readRelease(hub, REPO, 'main')).rejects.toThrow(
      /127\.0\.0\.1:9 cannot be reached \(.+\)\. Check the connection/,
    );
    expect(() => new Hub({ endpoint: 'ftp://x' })).toThrow('HF_ENDPOINT is "ftp://x"');
  });

  it('has no repository of that name', async () => {
    await expect(readRelease(setup.open(), '../etc', 'main')).rejects.toThrow(
      'not the name of a rep',
    );
  });

  it('has a disk that is full', async () => {
    await symlink('/dev/full', join(setup.folder, `${LARGE}.part`));
    await expect(setup.pullAll()).rejects.toThrow(
      /The disk is full: .*model\.safetensors\.part cannot grow/,
    );
    await setup.expectNotThere();
  });

  it('is the second in its folder', async () => {
    const release = await readRelease(setup.open(), REPO, 'main');
    const results = await Promise.allSettled([
      pull(setup.open(), release, release.files, setup.folder),
      pull(setup.open(), release, release.files, `${setup.folder}/.`),
    ]);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(1);
    for (const { reason } of refused)
      expect(String(reason)).toMatch(/Another pull is at work in .+\. Let it finish, or stop it\./);
    await setup.expectWhole();
  });

  it('has a file where its folder should be', async () => {
    const release = await readRelease(setup.open(), REPO, 'main');
    const file = join(setup.folder, 'file');
    await writeFile(file, '');
    await expect(pull(setup.open(), release, release.files, file)).rejects.toThrow(
      /file cannot be written \(EEXIST\)\. Choose another folder/,
    );
  });

  it('has a disk that is too small', async () => {
    const release = await readRelease(setup.open(), REPO, 'main');
    const huge = release.files.map((file) => ({ ...file, bytes: 1e15 }));
    await expect(pull(setup.open(), release, huge, setup.folder)).rejects.toThrow(
      /has [\d.]+ [GM]B left and 4000000\.0 GB are needed/,
    );
  });
});
