import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sendRange } from './testing/fake-hub.js';
import { LARGE, MIB, PullSetup } from './testing/pull-setup.js';

let setup: PullSetup;
beforeEach(async () => {
  setup = await PullSetup.start();
});
afterEach(() => setup.stop());

describe('a server that behaves badly', () => {
  it('cuts every answer short', async () => {
    setup.fake.misbehave = (request, response) => {
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
    await setup.pullAll();
    await setup.expectWhole();
  });

  it('is down for a moment and asks for patience', async () => {
    setup.fake.misbehave = ({ index }, response) => {
      if (index >= 4) return false;
      response.writeHead(index % 2 ? 503 : 429, { 'retry-after': '0' }).end();
      return true;
    };
    await setup.pullAll();
    await setup.expectWhole();
  });

  it('gives addresses that run out', async () => {
    setup.fake.misbehave = ({ index }, response) =>
      index < 6 && Boolean(response.writeHead(403).end('expired'));
    await setup.pullAll();
    await setup.expectWhole();
  });

  it('stays down', async () => {
    setup.fake.misbehave = (_, response) => Boolean(response.writeHead(502).end());
    await expect(setup.pullAll()).rejects.toThrow(/does not answer now \(502\)\. Try again later/);
    await setup.expectNotThere();
  });

  it('ignores ranges', async () => {
    setup.fake.misbehave = ({ content, index }, response) => {
      if (index % 4 === 1) response.write(content.subarray(0, 1_000), () => response.destroy());
      else response.end(content);
      return true;
    };
    await setup.pullAll();
    await setup.expectWhole();
  });

  it('sends nothing any more in the middle of an answer', async () => {
    let silent = 0;
    setup.fake.misbehave = ({ content, from, to, etag, path }, response) => {
      if (path !== LARGE || silent++ > 2) return false;
      response.writeHead(206, {
        'content-range': `bytes ${from}-${to - 1}/${content.length}`,
        'content-length': to - from,
        etag,
      });
      response.write(content.subarray(from, from + 1_000));
      return true;
    };
    await setup.pullAll();
    await setup.expectWhole();
  });

  it.each([
    ['more', (content: Buffer, from: number, to: number) => content.subarray(from, to + 500)],
    ['less', (content: Buffer, from: number) => content.subarray(from, from)],
  ])('sends %s than it says', async (_, part) => {
    setup.fake.misbehave = (request, response) => {
      const { content, from, to, path } = request;
      if (path !== LARGE) return false;
      sendRange(request, response, part(content, from, to));
      return true;
    };
    await expect(setup.pullAll()).rejects.toThrow(/sends more of|was cut/);
    await setup.expectNotThere();
  });

  it('sends other bytes than were asked for', async () => {
    setup.fake.misbehave = (request, response) => {
      if (request.path !== LARGE) return false;
      sendRange({ ...request, from: request.from + 1, to: request.to + 1 }, response);
      return true;
    };
    await expect(setup.pullAll()).rejects.toThrow('sends other bytes of model.safetensors');
    await setup.expectNotThere();
  });

  it('sends something that has another hash, which is thrown away', async () => {
    setup.fake.wrongHashes.set(LARGE, createHash('sha256').update('other').digest('hex'));
    await expect(setup.pullAll()).rejects.toThrow('its sha256 differs');
    expect((await readdir(setup.folder)).filter((name) => name.startsWith(LARGE))).toEqual([]);
    setup.fake.wrongHashes.set('config.json', '0'.repeat(40));
    await rm(join(setup.folder, 'config.json'));
    await expect(setup.pullAll()).rejects.toThrow('its git-sha1 differs');
  });

  it('changes the file in the middle, once', async () => {
    const old = randomBytes(4 * MIB + 12_345);
    setup.fake.misbehave = (request, response) => {
      if (request.path !== LARGE || request.index > 4) return false;
      sendRange({ ...request, content: old, etag: '"old"' }, response);
      return true;
    };
    await setup.pullAll();
    await setup.expectWhole();
  });

  it('changes the file again and again', async () => {
    setup.fake.misbehave = (request, response) => {
      if (request.path !== LARGE) return false;
      sendRange({ ...request, etag: `"${request.index}"` }, response);
      return true;
    };
    await expect(setup.pullAll()).rejects.toThrow('changes while it is fetched');
    await setup.expectNotThere();
  });

  it('lists a file outside of the folder', async () => {
    setup.fake.files.set('../../outside', Buffer.from('x'));
    await expect(setup.pullAll()).rejects.toThrow('lists "../../outside"');
  });
});
