import { rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DocumentUnreadable } from '../documents/document.js';
import { contentHash } from '../documents/folder.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { SeenFiles, withStamps } from './seen-files.js';

const LONG_AGO = new Date('2020-01-01');
/** As if it had been written just now, however slow the test is. */
const TO_COME = new Date('2999-01-01');
const hashOfText = (text: string) => contentHash(Buffer.from(text));

async function openFolder() {
  const folder = await temporaryFolder();
  const look = async () => {
    for await (const file of withStamps([{ folder, path: 'a.md', name: 'a.md' }])) return file;
    throw new Error('there is no file');
  };
  return { path: join(folder, 'a.md'), look };
}

it('takes no file that was changed just now for unchanged', async () => {
  const { path, look } = await openFolder();
  const seen = new SeenFiles();
  await writeFile(path, 'one');
  await utimes(path, TO_COME, TO_COME);
  expect(await seen.readHash(await look())).toBe(hashOfText('one'));
  expect(seen.hashOf(await look())).toBeUndefined();
});

it('takes no file for unchanged of which somebody has set the time back', async () => {
  const { path, look } = await openFolder();
  const seen = new SeenFiles();
  for (const text of ['one', 'two']) {
    await writeFile(path, text);
    await utimes(path, LONG_AGO, LONG_AGO);
    expect(seen.hashOf(await look())).toBeUndefined();
    expect(await seen.readHash(await look())).toBe(hashOfText(text));
  }
});

it('knows a file by its stamp, and another one in its place by another stamp', async () => {
  const { path, look } = await openFolder();
  const seen = new SeenFiles();
  await writeFile(path, 'one');
  const first = { ...(await look()), stamp: '1' };
  expect(seen.hashOf(first)).toBeUndefined();
  await seen.readHash(first);
  expect(seen.hashOf(first)).toBe(hashOfText('one'));
  await writeFile(`${path}~`, 'two');
  await rename(`${path}~`, path);
  const second = { ...(await look()), stamp: '2' };
  expect(seen.hashOf(second)).toBeUndefined();
  expect(await seen.readHash(second)).toBe(hashOfText('two'));
});

it('forgets files that are not there any more', async () => {
  const { path, look } = await openFolder();
  const seen = new SeenFiles();
  await writeFile(path, 'one');
  const file = { ...(await look()), stamp: '1' };
  await seen.readHash(file);
  seen.keepOnly(new Set(['a.md']));
  expect(seen.hashOf(file)).toBe(hashOfText('one'));
  seen.keepOnly(new Set(['b.md']));
  expect(seen.hashOf(file)).toBeUndefined();
});

it('does not try a content again that was refused, unless time may help', async () => {
  const seen = new SeenFiles();
  let reads = 0;
  const refuse = (retryable: boolean) => {
    reads++;
    return Promise.reject(new DocumentUnreadable('is strange', { retryable }));
  };
  const attempt = (hash: string, retryable: boolean) =>
    expect(seen.unlessRefused('a.md', hash, () => refuse(retryable))).rejects.toThrow('is strange');
  await attempt('1', false);
  await attempt('1', false);
  expect(reads).toBe(1);
  await attempt('2', true);
  await attempt('2', true);
  expect(reads).toBe(3);
});
