import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fillConfiguration } from './configuration-table.js';
import { InvalidEnvironment, readEnvironment } from './environment.js';
import { GatewayEnv, LmWorkerEnv, PROGRAM_ENVIRONMENTS, RagServiceEnv } from './services.js';

const SEED_VARIABLES = [
  'HF_TOKEN', 'HF_REPO', 'HOST', 'PORT', 'SSL_DIR', 'PERSONAPLEX_DEVICE', 'PERSONAPLEX_CPU_OFFLOAD',
  'DEFAULT_VOICE_PROMPT', 'DEFAULT_TEXT_PROMPT', 'OLLAMA_BASE_URL', 'OLLAMA_MODEL', 'CHROMA_PATH', 'RAG_TOP_K', 'RAG_MIN_SCORE',
]; // prettier-ignore

describe('readEnvironment', () => {
  it('fills in the defaults', () => {
    expect(readEnvironment(GatewayEnv, {})).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 8998,
      AUTH_TOKENS: [],
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(readEnvironment(RagServiceEnv, { OLLAMA_BASE_URL: '', RAG_TOP_K: '5' })).toMatchObject({
      RAG_TOP_K: 5,
    });
  });

  it('gives something nobody can change', () => {
    expect(Object.isFrozen(readEnvironment(GatewayEnv, {}))).toBe(true);
  });

  it('names every variable that is wrong, its value and what it must be', () => {
    const read = () => readEnvironment(RagServiceEnv, { RAG_TOP_K: 'many', RAG_MIN_SCORE: '7' });
    expect(read).toThrow(InvalidEnvironment);
    expect(read).toThrow(
      'RAG_TOP_K="many" cannot be used: it must be a whole number.\nRAG_MIN_SCORE="7" cannot be used: it must be from 0 to 1.',
    );
  });

  it.each([
    [
      GatewayEnv,
      { TRUSTED_PROXIES: '10.0.0.0/33' },
      'TRUSTED_PROXIES="10.0.0.0/33" cannot be used: it must list addresses, or ranges as 10.0.0.0/8.',
    ],
    [GatewayEnv, { PORT: '70000' }, 'PORT="70000" cannot be used: it must be from 0 to 65535.'],
    [
      LmWorkerEnv,
      { ENGINE: 'gpt' },
      'ENGINE="gpt" cannot be used: it must be one of cascade, personaplex, echo.',
    ],
    [
      RagServiceEnv,
      { OLLAMA_BASE_URL: 'localhost' },
      'OLLAMA_BASE_URL="localhost" cannot be used: it must be an http or https address.',
    ],
  ])('refuses a bad value with one sentence', (schema, env, sentence) => {
    expect(() => readEnvironment(schema, env as unknown as NodeJS.ProcessEnv)).toThrow(sentence);
  });

  it('never prints a secret', () => {
    expect(() =>
      readEnvironment(GatewayEnv, { NATS_URL: 'x', NATS_PASSWORD: 'hunter2' }),
    ).not.toThrow('hunter2');
  });
});

it('every variable of the seed document is known to a program', () => {
  const known = Object.values(PROGRAM_ENVIRONMENTS).flatMap((schema) => Object.keys(schema.shape));
  expect(SEED_VARIABLES.filter((name) => !known.includes(name))).toEqual([]);
});

it('docs/configuration.md lists every variable as the code has it (UPDATE_DOCS=1 npm test -w libs/config mends it)', () => {
  const path = new URL('../../../docs/configuration.md', import.meta.url);
  const page = readFileSync(path, 'utf8');
  if (process.env['UPDATE_DOCS']) writeFileSync(path, fillConfiguration(page));
  else expect(page).toBe(fillConfiguration(page));
});
