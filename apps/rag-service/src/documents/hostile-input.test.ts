import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ExtractiveAnswerer } from '../answer/extractive-answerer.js';
import { AnswerPipeline } from '../answer/answer-pipeline.js';
import { DocumentUnreadable } from './document.js';
import { readDocument } from './reader.js';
import { ReadingPool } from './reading/reading-pool.js';
import { Uploads } from './uploads.js';
import { ingest } from '../ingest/ingest.js';
import { LanceStore } from '../store/lance-store.js';
import { HOSTILE_FILES, SCRIPTED } from '../testing/hostile-files.js';
import { HOSTILE_NAMES, HOSTILE_QUESTIONS, utf8 } from '../testing/hostile-text.js';
import { indexOfExamples } from '../testing/index-of.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

/** Processor time for one question: how busy the machine is does not count. */
const MOST_WORK_MS = 5_000;
/** What takes more than that is endless, so why wait for the end of the usual limit? */
const pool = new ReadingPool({ processorMs: 1_500, wallClockMs: 600_000 });
afterAll(() => pool.close());

it('is tried a thousand times', () => {
  const files = Object.values(HOSTILE_FILES).flat().length;
  const texts = HOSTILE_NAMES.length + HOSTILE_QUESTIONS.length;
  expect(files + texts).toBeGreaterThanOrEqual(1_000);
});

describe('hostile files', () => {
  it.each(Object.keys(HOSTILE_FILES))(
    '%s: read or refused, and the next file is read',
    { timeout: 900_000 },
    async (kind) => {
      for (const [name, bytes] of HOSTILE_FILES[kind] ?? []) {
        const outcome = await pool.read(bytes, name).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome, name).toBeInstanceOf(DocumentUnreadable);
        expect(JSON.stringify(outcome)).not.toContain(SCRIPTED);
      }
      expect(await pool.read(utf8('# T\n\nText.'), 'a.md')).toMatchObject({ title: 'T' });
    },
  );
});

it('takes only names that stay in the folder of what is handed in', async () => {
  const root = await temporaryFolder();
  const folder = join(root, 'in', 'handed-in');
  await mkdir(join(root, 'in'));
  await writeFile(join(root, 'up.md'), 'outside');
  const uploads = await Uploads.open(folder, readDocument);
  const kept: string[] = [];
  for (const name of HOSTILE_NAMES) {
    const piece = { upload: 'u1', name, offset: 0, bytes: utf8('# T\n\nText.'), last: true };
    const refusal = await uploads.add(piece).catch((error: unknown) => error);
    if (refusal) expect(refusal, name).toBeInstanceOf(DocumentUnreadable);
    else kept.push(name);
  }
  expect(await uploads.list()).toEqual(kept.sort());
  expect(kept).toContain('up.md');
  expect(await readdir(root)).toEqual(['in', 'up.md']);
  expect(await readdir(join(root, 'in'))).toEqual(['handed-in']);
});

it('keeps names of files as they are and touches nothing outside the index', async () => {
  const outside = await temporaryFolder();
  const folder = join(outside, 'documents');
  const names = [
    "o'neill.md",
    '..md',
    '...md',
    "x' OR '1'='1.md",
    'a\nb.md',
    '%2e%2e%2fup.md',
    'back\\..\\up.md',
    '\u202edm.exe.md',
    '🙂.md',
    `${'x'.repeat(240)}.md`,
  ];
  await mkdir(folder);
  for (const name of names) await writeFile(join(folder, name), '# T\n\nText.');
  const store = await LanceStore.open(join(outside, 'index'));
  const { report } = await ingest({ sources: [{ folder, prefix: '' }], store, known: new Map() });
  const visible = names.filter((name) => !name.startsWith('.'));
  expect(report.added).toBe(visible.length);
  expect([...(await store.hashes()).keys()].sort()).toEqual(visible.sort());
  expect((await readdir(outside)).sort()).toEqual(['documents', 'index']);
});

it('answers or refuses any question with little work', { timeout: 900_000 }, async () => {
  const index = await indexOfExamples();
  const conversation = new AnswerPipeline({
    snapshot: () => ({ version: '1', documents: 45, index, hashes: new Map() }),
    answerers: () => [new ExtractiveAnswerer()],
    topK: 3,
    minScore: 0.5,
    serviceDesk: 'the desk',
    onFallback: () => undefined,
  });
  for (const question of HOSTILE_QUESTIONS) {
    const before = process.cpuUsage();
    const history = [{ role: 'user' as const, text: question }];
    const request = { question, history, inDomain: true, persona: '', withRanking: true };
    const types: string[] = [];
    for await (const part of conversation.ask(request, new AbortController().signal))
      types.push(part.type);
    expect(types.at(-1)).toBe('done');
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000, question.slice(0, 40)).toBeLessThan(MOST_WORK_MS);
  }
});
