import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

function parley(args: string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

it.each(['up', 'demo', 'talk', 'ask', 'bench talk'])(
  'explains parley %s with examples',
  (command) => {
    const { status, stdout } = parley([...command.split(' '), '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain(`$ parley ${command}`);
  },
);

it.each([
  [['sing'], "unknown command 'sing'"],
  [['talk'], "missing required argument 'file.wav'"],
  [['up', '--port', 'high'], 'A port is a whole number'],
])('refuses the command line %o with exit code 2', (args, sentence) => {
  const { status, stderr } = parley(args);
  expect(status).toBe(2);
  expect(stderr).toContain(sentence);
});

it('fails with one sentence and exit code 1, without colours or a trace', () => {
  const { status, stdout, stderr } = parley(['talk', 'none.wav']);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^none\.wav cannot be spoken: ENOENT.*\n$/);
});

it('names a wrong setting before it starts anything', () => {
  const { status, stderr } = parley(['up'], { RAG_TOP_K: 'many' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^RAG_TOP_K="many" cannot be used: .*\n$/);
});

it('says what to do when no server is there to ask', () => {
  const { status, stderr } = parley(['ask', 'hello'], { NATS_URL: 'nats://127.0.0.1:1' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^No NATS server answers at nats:\/\/127\.0\.0\.1:1\..*\n$/);
});
