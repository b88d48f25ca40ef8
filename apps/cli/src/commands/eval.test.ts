import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-eval-test-'));
  await writeFile(join(folder, 'print.md'), '# Printing\n\nA colour page costs 18 pence.');
  await writeFile(join(folder, 'mail.md'), '# Mail\n\nA mailbox holds 50 gigabytes.');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function evaluateLines(lines: string, ...options: string[]) {
  const set = join(folder, 'set.jsonl');
  await writeFile(set, lines);
  const args = [MAIN, 'eval', set, '--ingest', folder, ...options];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { stdout, stderr, status };
}

const SET = [
  { question: 'What does a colour page cost?', document: 'print.md', answer: '18 pence' },
  { question: 'Who wrote Hamlet?', document: null },
].map((row) => JSON.stringify(row));

it('measures a foreign corpus in an index of its own', { timeout: 60_000 }, async () => {
  const { stdout, status } = await evaluateLines(SET.join('\n'), '--json');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    recallAt1: 1,
    recallAt3: 1,
    recallAt5: 1,
    mrr: 1,
    refusalPrecision: 1,
    refusalRecall: 1,
    supportRate: 1,
    answerRate: 1,
    p50Ms: expect.any(Number),
    p95Ms: expect.any(Number),
  });
});

it('names the line that is not a question', async () => {
  const { stderr, status } = await evaluateLines(`${SET[0]}\n{"question": 7}\n`);
  expect(status).toBe(1);
  expect(stderr).toMatch(/set\.jsonl:2 is not a question/);
});
