import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealFolder } from '@parley/hub';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  addressesOf,
  checkEnvironment,
  serviceEnvironment,
  withFetchedModels,
} from './environment.js';

it('names the variable that no service could use, before anything starts', () => {
  expect(() => checkEnvironment({ RAG_TOP_K: 'many' })).toThrow('RAG_TOP_K="many" cannot be used');
});

it('finds nats-server where Debian keeps it, whatever the PATH', () => {
  const env = serviceEnvironment({ PATH: '/usr/bin' }, { port: 1, stateDir: '/tmp' });
  expect(env['PATH']).toBe('/usr/bin:/usr/local/sbin:/usr/sbin');
});

it('keeps the index in the folder of the stack, unless it is told where', () => {
  const place = { port: 1, stateDir: '/state' };
  expect(serviceEnvironment({}, place)['CHROMA_PATH']).toBe('/state/index');
  expect(serviceEnvironment({ CHROMA_PATH: '/data' }, place)['CHROMA_PATH']).toBe('/data');
});

it('leaves paths where the person meant them, since services run elsewhere', () => {
  const given = {
    DOCUMENTS_DIR: 'handbook',
    TTS_MODEL_DIR: 'models/voice',
    TURN_MODEL_DIR: 'models/turn',
    RAG_EMBED_MODEL_DIR: 'models/embeddings',
    MODEL_DIR: '/models',
  };
  const env = serviceEnvironment(given, { port: 1, stateDir: '/state' });
  expect(env['DOCUMENTS_DIR']).toBe(join(process.cwd(), 'handbook'));
  expect(env['TTS_MODEL_DIR']).toBe(join(process.cwd(), 'models/voice'));
  expect(env['TURN_MODEL_DIR']).toBe(join(process.cwd(), 'models/turn'));
  expect(env['RAG_EMBED_MODEL_DIR']).toBe(join(process.cwd(), 'models/embeddings'));
  expect(env['MODEL_DIR']).toBe('/models');
  expect(env).not.toHaveProperty('SSL_DIR');
});

it.each([
  [{}, 'http://localhost:9000', 'ws://localhost:9000/api/chat'],
  [{ SSL_DIR: '.ssl' }, 'https://localhost:9000', 'wss://localhost:9000/api/chat'],
  [{ HOST: '192.0.2.7' }, 'http://192.0.2.7:9000', 'ws://192.0.2.7:9000/api/chat'],
])('with %o is reached at %s', (env, url, chatUrl) => {
  expect(addressesOf(env, 9000)).toEqual({ url, chatUrl });
});

describe('the models that were fetched', () => {
  async function modelsWith(...names: string[]): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'parley-models-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    for (const name of names) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'model'), 'x');
      await sealFolder(join(folder, name), { repo: 'Somebody', commit: '-' });
    }
    return folder;
  }
  const ALL = [
    'moonshine-tiny-en',
    'piper-en_US-joe-medium',
    'smart-turn-v3.2',
    'all-MiniLM-L6-v2',
  ];

  it('are used where they are whole and nothing else is said', async () => {
    const PARLEY_MODELS = await modelsWith(...ALL);
    const { env, line } = await withFetchedModels({ PARLEY_MODELS });
    expect(env).toEqual({
      PARLEY_MODELS,
      ASR_MODEL_DIR: join(PARLEY_MODELS, 'moonshine-tiny-en'),
      TTS_MODEL_DIR: join(PARLEY_MODELS, 'piper-en_US-joe-medium'),
      TURN_MODEL_DIR: join(PARLEY_MODELS, 'smart-turn-v3.2'),
      RAG_EMBED_MODEL_DIR: join(PARLEY_MODELS, 'all-MiniLM-L6-v2'),
    });
    expect(line).toBe(`Models: ${ALL.join(', ')}.`);
  });

  it('lie in the cache folder of the person', async () => {
    const XDG_CACHE_HOME = await modelsWith();
    await mkdir(join(XDG_CACHE_HOME, 'parley/models/smart-turn-v3.2'), { recursive: true });
    const folder = join(XDG_CACHE_HOME, 'parley/models/smart-turn-v3.2');
    await writeFile(join(folder, 'model'), 'x');
    await sealFolder(folder, { repo: 'Somebody', commit: '-' });
    expect((await withFetchedModels({ XDG_CACHE_HOME })).env['TURN_MODEL_DIR']).toBe(folder);
  });

  it('are left out when they are not whole, and the line says how to fetch them', async () => {
    const PARLEY_MODELS = await modelsWith('moonshine-tiny-en', 'smart-turn-v3.2');
    await rm(join(PARLEY_MODELS, 'smart-turn-v3.2/model'));
    const { env, line } = await withFetchedModels({ PARLEY_MODELS });
    expect(Object.keys(env)).toEqual(['PARLEY_MODELS', 'ASR_MODEL_DIR']);
    expect(line).toBe(
      'Models: moonshine-tiny-en. Not there: piper-en_US-joe-medium, smart-turn-v3.2, all-MiniLM-L6-v2; to fetch: parley models pull speech && parley models pull embeddings',
    );
  });

  it('give way to what a variable says, an empty one too', async () => {
    const PARLEY_MODELS = await modelsWith(...ALL);
    const given = { PARLEY_MODELS, ASR_MODEL_DIR: '/mine', TTS_MODEL_DIR: '', TURN_MODEL_DIR: '' };
    const { env, line } = await withFetchedModels({ ...given, OLLAMA_EMBED_MODEL: 'theirs' });
    expect(env).toEqual({ ...given, OLLAMA_EMBED_MODEL: 'theirs' });
    expect(line).toBe('Models: ASR_MODEL_DIR=/mine.');
  });

  it('are not used when small ones are asked for', async () => {
    const PARLEY_MODELS = await modelsWith(...ALL);
    const { env, line } = await withFetchedModels({ PARLEY_MODELS }, { small: true });
    expect(env).toEqual({ PARLEY_MODELS });
    expect(line).toBe('Models: the small ones.');
  });
});
