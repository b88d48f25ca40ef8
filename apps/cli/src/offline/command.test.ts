import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const COMPLETE =
  '--input-wav none.wav --output-wav out.wav --output-text out.json --voice-prompt low'.split(' ');

it.each([
  [['--voice-prompt', 'low'], /required option '--input-wav <file>' not specified/],
  [[...COMPLETE, '--temp-text', 'hot'], /It is a number from 0 on\./],
  [[...COMPLETE, '--topk-audio', '-3'], /It is a whole number from 0 on\./],
  [[...COMPLETE, '--seed', '-1', '--greedy'], /^none\.wav cannot be read: [^\n]+\.\n$/],
])('refuses the command line %o with exit code 2', (flags, words) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'offline', ...flags], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(words);
});
