import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { readPulledFolder } from '@parley/hub';
import { FakeHub, tgz } from '@parley/hub/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const REPO = 'somebody/personaplex';
const MIMI = 'tokenizer-e351c8d8-checkpoint125.safetensors';
const MIB = 1 << 20;

let fake: FakeHub;
let home: string;
beforeEach(async () => {
  fake = await FakeHub.start(REPO);
  home = await mkdtemp(join(tmpdir(), 'parley-models-'));
});
afterEach(async () => {
  await fake.stop();
  await rm(home, { recursive: true });
});

async function offerPersonaplex(): Promise<void> {
  fake.files.set('README.md', Buffer.from('not needed'));
  fake.files.set('config.json', Buffer.from('{}'));
  fake.files.set('model.safetensors', randomBytes(5 * MIB));
  fake.files.set(MIMI, randomBytes(2_000));
  fake.files.set('tokenizer_spm_32k_3.model', randomBytes(2_000));
  fake.files.set('voices.tgz', await tgz([{ name: 'voices/NATF2.pt' }, 'a voice']));
}

function start(...args: string[]): ChildProcess {
  const { PATH } = process.env;
  const places = { PARLEY_HOME: home, PARLEY_MODELS: join(home, 'models') };
  const env = { PATH, ...places, HF_ENDPOINT: fake.endpoint, HF_TOKEN: 'hf_x' };
  return spawn(process.execPath, [MAIN, 'models', ...args], { env });
}

async function parley(...args: string[]) {
  const child = start(...args);
  const outputs = Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
  ]);
  const [status] = (await once(child, 'close')) as [number];
  const [stdout, stderr] = await outputs;
  return { status, stdout, stderr };
}

it('fetches what PersonaPlex needs, unpacks the voices, and lists it', async () => {
  await offerPersonaplex();
  const folder = join(home, 'models/personaplex');
  expect(await parley('pull', REPO)).toEqual({
    status: 0,
    stdout: `${REPO} at c0ffee: 5 files, 5.2 MB.\n${REPO} is in ${folder}.\nNow run: parley models prepare ${folder}\n`,
    stderr: '',
  });
  expect((await readdir(folder)).sort()).toEqual(
    ['.parley-pull.json', ...fake.files.keys(), 'voices'].filter((n) => n !== 'README.md').sort(),
  );
  expect(await readFile(join(folder, 'voices/NATF2.pt'), 'utf8')).toBe('a voice');
  expect((await parley('list')).stdout).toMatch(
    /^personaplex +somebody\/personaplex +5\.2 MB +whole +no +MODEL_DIR$/m,
  );
  await rm(join(folder, MIMI));
  expect((await parley('list', folder)).stdout).toMatch(/^\. .* partial, 99 % /m);
});

it.each([
  ['SIGKILL', null],
  ['SIGINT', 130],
] as const)(
  'goes on after a %s, which leaves nothing that could be taken for whole',
  async (signal, exitCode) => {
    await offerPersonaplex();
    const folder = join(home, 'ours');
    fake.misbehave = ({ content, from, to, path }, response) => {
      if (path !== 'model.safetensors' || from < 2 * MIB) return false;
      const headers = { 'content-range': `bytes ${from}-${to - 1}/${content.length}` };
      response.writeHead(206, headers).flushHeaders();
      return true;
    };
    const child = start('pull', REPO, '--dir', folder);
    await vi.waitFor(
      async () => expect((await readPulledFolder(folder))?.doneBytes).toBeGreaterThan(2 * MIB),
      20_000,
    );
    child.kill(signal);
    expect((await once(child, 'close'))[0]).toBe(exitCode);
    await expect(access(join(folder, 'model.safetensors'))).rejects.toThrow();
    expect((await parley('list', folder)).stdout).toMatch(/partial, \d\d %/);
    let asked = 0;
    fake.misbehave = ({ from, to, path }) => {
      if (path === 'model.safetensors') asked += to - from;
      return false;
    };
    expect((await parley('pull', REPO, '--dir', folder)).status).toBe(0);
    expect(asked).toBeLessThanOrEqual(3 * MIB);
    const model = await readFile(join(folder, 'model.safetensors'));
    expect(model.equals(fake.files.get('model.safetensors') as Buffer)).toBe(true);
  },
);

it.each([
  [401, /^127\.0\.0\.1:\d+ does not accept HF_TOKEN\. .+\n$/],
  [403, /^The licence of somebody\/personaplex has not been accepted .+\n$/],
  [404, /^127\.0\.0\.1:\d+ has no revision "main" of somebody\/personaplex\. .+\n$/],
])('says in one sentence what %i means', async (status, sentence) => {
  fake.refuse = { status };
  const { status: exitCode, stderr } = await parley('pull', REPO);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(sentence);
});

it('refuses a repository that holds something else', async () => {
  fake.files.set('pytorch_model.bin', Buffer.from('x'));
  expect((await parley('pull', REPO)).stderr).toBe(
    `somebody/personaplex is not the release that is needed: it has no model.safetensors, ${MIMI}, tokenizer_spm_32k_3.model.\n`,
  );
  expect((await parley('list')).stdout).toMatch(/^There are no models in .+\n$/);
});
