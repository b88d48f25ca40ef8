import { Semaphore } from 'async-mutex';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Lexicon } from './language-model/lexicon.js';
import { buildLanguageModel } from './language-model/build.js';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decoder, type DecoderFiles } from './decoder.js';
import { DecoderPool } from './decoder-pool.js';
import { loadPocketSphinx } from './library.js';

const MODEL_DIR = '/usr/share/pocketsphinx/model/en-us';
let folder: string;
let files: DecoderFiles;

/** Real decoders with a small vocabulary, which are made in no time. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-pool-'));
  const lexicon = await Lexicon.read(join(MODEL_DIR, 'cmudict-en-us.dict'));
  const { arpa, dictionary } = buildLanguageModel([], lexicon);
  files = {
    acousticModel: join(MODEL_DIR, 'en-us'),
    dictionary: join(folder, 'words.dict'),
    languageModel: join(folder, 'model.lm'),
  };
  await writeFile(files.dictionary, dictionary);
  await writeFile(files.languageModel, arpa);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function poolOfDecoders() {
  const library = loadPocketSphinx();
  const cores = new Semaphore(2);
  const create = vi.fn((signal?: AbortSignal) =>
    Decoder.create(library, files, cores, 'documents', signal),
  );
  const onError = (error: unknown) => {
    throw error;
  };
  return { pool: new DecoderPool(create, onError), create };
}

it('keeps a decoder warm and makes no others while sessions come one after the other', async () => {
  const { pool, create } = poolOfDecoders();
  await pool.warm();
  for (let session = 0; session < 4; session++) await pool.release(await pool.acquire());
  await vi.waitFor(() => expect(create).toHaveBeenCalledTimes(2));
  await pool.close();
});

it('grows with the sessions that are open at once and frees what they leave', async () => {
  const { pool, create } = poolOfDecoders();
  const free = vi.spyOn(Decoder.prototype, 'free');
  const heldSilence = [await pool.acquire(), await pool.acquire(), await pool.acquire()];
  await Promise.all(heldSilence.map((decoder) => pool.release(decoder)));
  await pool.close();
  expect(free).toHaveBeenCalledTimes(create.mock.results.length);
  free.mockRestore();
});

it('makes none for those who have left before their turn came', async () => {
  const library = loadPocketSphinx();
  const made = vi.spyOn(library, 'createDecoder');
  const cores = new Semaphore(1);
  const pool = new DecoderPool(
    (signal) => Decoder.create(library, files, cores, 'documents', signal),
    () => undefined,
  );
  const [, free] = await cores.acquire();
  const leaving = new AbortController();
  const wanted = Array.from({ length: 16 }, () => pool.acquire(leaving.signal));
  leaving.abort();
  free();
  const outcomes = await Promise.allSettled(wanted);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(16).fill('rejected'));
  expect(made).not.toHaveBeenCalled();
  await pool.close();
});

it('frees a decoder that comes back after it was closed', async () => {
  const { pool } = poolOfDecoders();
  const decoder = await pool.acquire();
  await pool.close();
  const free = vi.spyOn(decoder, 'free');
  await pool.release(decoder);
  expect(free).toHaveBeenCalledOnce();
});

it('says which files PocketSphinx cannot use', async () => {
  const broken = { ...files, languageModel: join(folder, 'nowhere.lm') };
  const created = Decoder.create(loadPocketSphinx(), broken, new Semaphore(1), 'documents');
  await expect(created).rejects.toThrow(/PocketSphinx cannot use .*nowhere\.lm/);
});
