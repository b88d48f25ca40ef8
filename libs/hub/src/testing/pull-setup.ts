import { randomBytes } from 'node:crypto';
import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { PullProgress } from '../fetch-files.js';
import { Hub } from '../hub.js';
import { pull } from '../pull.js';
import { readRelease } from '../release.js';
import { FakeHub } from './fake-hub.js';

export const REPO = 'somebody/model';
export const LARGE = 'model.safetensors';
export const MIB = 1 << 20;

/** A hub with one repository, and an empty folder to pull it into. */
export class PullSetup {
  private constructor(
    readonly fake: FakeHub,
    readonly folder: string,
  ) {}

  static async start(): Promise<PullSetup> {
    const fake = await FakeHub.start(REPO);
    fake.files.set('config.json', Buffer.from('{"dim": 4}'));
    fake.files.set(LARGE, randomBytes(4 * MIB + 12_345));
    fake.files.set('folder/with a space.txt', Buffer.from('text'));
    fake.files.set('empty', Buffer.alloc(0));
    return new PullSetup(fake, await mkdtemp(join(tmpdir(), 'parley-pull-')));
  }

  async stop(): Promise<void> {
    await this.fake.stop();
    await rm(this.folder, { recursive: true });
  }

  open(token?: string): Hub {
    return new Hub({ endpoint: this.fake.endpoint, token, retryMs: 1, stallMs: 300 });
  }

  async pullAll(hub = this.open(), onProgress?: (progress: PullProgress) => void): Promise<void> {
    const release = await readRelease(hub, REPO, 'main');
    await pull(hub, release, release.files, this.folder, onProgress ? { onProgress } : {});
  }

  async expectWhole(): Promise<void> {
    for (const [path, content] of this.fake.files)
      expect((await readFile(join(this.folder, path))).equals(content), path).toBe(true);
    expect((await readdir(this.folder)).filter((name) => name.includes('.part'))).toEqual([]);
  }

  async expectNotThere(): Promise<void> {
    await expect(access(join(this.folder, LARGE))).rejects.toThrow();
  }
}
