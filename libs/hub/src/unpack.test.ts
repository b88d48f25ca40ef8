import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tgz, type TarMember } from './testing/tgz.js';
import { unpack } from './unpack.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-unpack-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function archive(...members: TarMember[]): Promise<string> {
  const path = join(folder, 'voices.tgz');
  await writeFile(path, await tgz(...members));
  return path;
}

it('writes the voices and leaves what was there', async () => {
  const voices = join(folder, 'voices');
  const path = await archive(
    [{ name: 'voices', type: 'directory' }],
    [{ name: './voices/NATF0.pt' }, 'a voice'],
    [{ name: 'voices/NATM1.pt' }, 'x'.repeat(200_000)],
    [{ name: 'voices/._NATM1.pt' }, 'what a file manager leaves'],
    [{ name: 'README' }, 'not a voice'],
  );
  expect(await unpack(path, 'voices', voices)).toEqual(['NATF0.pt', 'NATM1.pt']);
  await writeFile(join(voices, 'mine.wav'), '');
  await unpack(path, 'voices', voices);
  expect((await readdir(voices)).sort()).toEqual(['NATF0.pt', 'NATM1.pt', 'mine.wav']);
  expect(await readFile(join(voices, 'NATF0.pt'), 'utf8')).toBe('a voice');
});

it.each<[string, TarMember, string]>([
  ['a path that leaves it', [{ name: '../outside.pt' }, 'x'], 'lies outside of its folder'],
  ['one in the middle', [{ name: 'voices/../../outside.pt' }, 'x'], 'lies outside of its folder'],
  ['an absolute path', [{ name: '/tmp/parley-outside.pt' }, 'x'], 'lies outside of its folder'],
  ['a link', [{ name: 'voices/a.pt', type: 'symlink', linkname: '/etc/passwd' }], 'a symlink'],
  ['a hard link', [{ name: 'voices/a.pt', type: 'link', linkname: '/etc/passwd' }], 'a link'],
  ['a device', [{ name: 'voices/a.pt', type: 'character-device' }], 'a character-device'],
])('refuses %s', async (_, member, problem) => {
  const path = await archive([{ name: 'voices/first.pt' }, 'x'], member);
  await expect(unpack(path, 'voices', join(folder, 'voices'))).rejects.toThrow(problem);
  expect((await readdir(folder)).sort()).toEqual(['voices', 'voices.tgz']);
  expect(await readdir(join(folder, 'voices'))).toEqual(['first.pt']);
});

it('refuses an archive that is cut off, something else, or endless', async () => {
  const path = await archive([{ name: 'voices/a.pt' }, 'x'.repeat(100_000)]);
  const whole = await readFile(path);
  await writeFile(path, whole.subarray(0, whole.length - 40));
  await expect(unpack(path, 'voices', join(folder, 'v'))).rejects.toThrow('cannot be unpacked');
  expect(await readdir(join(folder, 'v'))).toEqual([]);
  await writeFile(path, 'something else');
  await expect(unpack(path, 'voices', join(folder, 'v'))).rejects.toThrow('cannot be unpacked');
  const endless = pack();
  endless.entry({ name: 'voices/a.pt', size: 2 ** 31 });
  for await (const header of endless as AsyncIterable<Buffer>) {
    await writeFile(path, gzipSync(header));
    break;
  }
  await expect(unpack(path, 'voices', join(folder, 'v'))).rejects.toThrow('holds more than any');
});
