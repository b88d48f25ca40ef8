import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

function benchRag(...options: string[]) {
  const args = [MAIN, 'bench', 'rag', ...options];
  return spawnSync(process.execPath, args, { encoding: 'utf8' });
}

it('measures reading in, retrieval and memory over made-up pages', { timeout: 60_000 }, () => {
  const { stdout, status } = benchRag('--chunks', '80', '--json');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    chunks: 80,
    pages: 20,
    pagesPerSecond: expect.any(Number),
    embeddedPerSecond: null,
    slowestAnswerMs: expect.any(Number),
    changedPageSeconds: expect.any(Number),
    restartSeconds: expect.any(Number),
    retrievalMs: { p50Ms: expect.any(Number), p95Ms: expect.any(Number) },
  });
});

it('refuses a size that is none', () => {
  const { status, stderr } = benchRag('--chunks', 'many');
  expect(status).toBe(2);
  expect(stderr).toContain('It is a whole number from 4 to 1000000.');
});
