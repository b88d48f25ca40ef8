import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

function bench(...options: string[]) {
  return spawnSync(process.execPath, [MAIN, 'bench', ...options], { encoding: 'utf8' });
}

it('plays recordings to a recogniser and counts its errors', { timeout: 60_000 }, () => {
  const options = ['--engine', 'pocketsphinx', '--limit', '1', '--speed', '2', '--json'];
  const { stdout, status } = bench('stt', ...options);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    machine: { cores: expect.any(Number) },
    engines: {
      pocketsphinx: {
        recordings: 1,
        words: expect.any(Number),
        wordErrorRate: expect.any(Number),
        cpuSecondsPerSecond: expect.any(Number),
        endOfSpeechToFinal: { p50Ms: null },
      },
    },
  });
});

it('refuses what it cannot measure', () => {
  expect(bench('stt', '--speed', '0').stderr).toContain('It is a number from 1 to 100.');
  expect(bench('stt', '/nowhere').stderr).toContain('/nowhere cannot be read');
  expect(bench('turns', '--limit', 'many').stderr).toContain('It is a whole number above 0.');
});

it('says that synthetic voices are not people', () => {
  expect(bench('turns', '--help').stdout).toContain('synthetic voices are not people');
});
