import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readReferences } from './stt-recordings.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-stt-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, text = ''): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}

const found = async () => (await readReferences(folder)).map(({ name, text }) => [name, text]);

it('takes the text beside a recording, and leaves out what has none', async () => {
  await put('a.wav');
  await put('a.txt', 'Where do I park?\n');
  await put('b.wav');
  expect(await found()).toEqual([['a.wav', 'Where do I park?']]);
});

it('takes the texts of a list, whatever else lies there', async () => {
  await put('a.wav');
  await put('b.wav');
  await put('questions.json', JSON.stringify([{ file: 'a.wav', text: 'Hello.', id: 'a' }]));
  await put('other.json', '{ "not": "a list" }');
  expect(await found()).toEqual([['a.wav', 'Hello.']]);
});

it('takes words that must be heard where the whole text is not known', async () => {
  await put('a.wav');
  await put('texts.json', JSON.stringify([{ file: 'a.wav', keywords: ['latte', 'oat milk'] }]));
  expect(await readReferences(folder)).toMatchObject([
    { text: 'latte oat milk', isKeywords: true },
  ]);
});

it('takes LibriSpeech as it is laid out, once it is WAV', async () => {
  await put('61/70968/61-70968-0000.wav');
  await put('61/70968/61-70968.trans.txt', '61-70968-0000 HE BEGAN\n61-70968-0001 NOT HERE\n');
  expect(await found()).toEqual([['61/70968/61-70968-0000.wav', 'HE BEGAN']]);
});

it('says what to do where there is nothing', async () => {
  await expect(found()).rejects.toThrow('put NAME.txt beside NAME.wav');
});
