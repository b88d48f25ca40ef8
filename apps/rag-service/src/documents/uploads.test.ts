import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { DocumentUnreadable } from './document.js';
import { readDocument } from './reader.js';
import { Uploads, type Piece } from './uploads.js';

let root: string;
let folder: string;
let uploads: Uploads;

beforeEach(async () => {
  root = await temporaryFolder();
  folder = join(root, 'uploads');
  uploads = await Uploads.open(folder, readDocument);
});

const piece = (values: Partial<Piece>): Piece => ({
  upload: 'u1',
  name: 'a.md',
  offset: 0,
  bytes: Buffer.from('# A\n\nText'),
  last: true,
  ...values,
});

it('shows a file once its last piece is there, in place of an older one', async () => {
  await uploads.add(piece({ name: 'b/a.md' }));
  await uploads.add(piece({ name: 'b/a.md', bytes: Buffer.from('New o'), last: false }));
  expect(await readFile(join(folder, 'b/a.md'), 'utf8')).toBe('# A\n\nText');
  await uploads.add(piece({ name: 'b/a.md', offset: 5, bytes: Buffer.from('ne') }));
  expect(await readFile(join(folder, 'b/a.md'), 'utf8')).toBe('New one');
  expect(await uploads.list()).toEqual(['b/a.md']);
});

it.each([
  '../a.md',
  '/etc/a.md',
  'b/../../a.md',
  'b//a.md',
  './a.md',
  '.hidden.md',
  'b\\..\\a.md',
  'a\0.md',
  'a\n.md',
  `${'ü'.repeat(130)}.md`,
])('refuses the name %j, for storing and for removing', async (name) => {
  await writeFile(join(root, 'a.md'), 'keep');
  await expect(uploads.add(piece({ name }))).rejects.toThrow('has a name that is not allowed');
  await expect(uploads.remove([name])).rejects.toThrow('has a name that is not allowed');
  expect(await readFile(join(root, 'a.md'), 'utf8')).toBe('keep');
  expect(await readdir(folder)).toEqual([]);
});

it.each(['', '# Only a title\n'])(
  'keeps the good file when one of its name cannot be read: %j',
  async (text) => {
    await uploads.add(piece({}));
    await expect(uploads.add(piece({ bytes: Buffer.from(text) }))).rejects.toThrow(
      DocumentUnreadable,
    );
    expect(await readFile(join(folder, 'a.md'), 'utf8')).toBe('# A\n\nText');
    expect(await readdir(folder)).toEqual(['a.md']);
  },
);

it('refuses what it cannot read, what is too large and what comes in wrong pieces', async () => {
  await expect(uploads.add(piece({ name: 'a.png' }))).rejects.toThrow('cannot be read');
  await expect(uploads.add(piece({ offset: 9 * 1024 * 1024 }))).rejects.toThrow('larger than 8 MB');
  await expect(uploads.add(piece({ offset: 7 }))).rejects.toThrow('came in wrong pieces');
  expect(await readdir(folder)).toEqual([]);
});

it('throws away what an earlier run has left unfinished', async () => {
  await uploads.add(piece({ last: false }));
  expect(await readdir(folder)).toHaveLength(1);
  await Uploads.open(folder, readDocument);
  expect(await readdir(folder)).toEqual([]);
});

it('forgets a file whose last piece will not come', async () => {
  await uploads.add(piece({ last: false }));
  await uploads.discard('u1');
  expect(await readdir(folder)).toEqual([]);
});

it('removes files, and passes over those that are not there', async () => {
  await uploads.add(piece({}));
  expect(await uploads.remove(['a.md', 'gone.md'])).toEqual(['a.md']);
  expect(await uploads.list()).toEqual([]);
});
