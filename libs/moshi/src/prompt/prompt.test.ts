import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MoshiConfig } from '../config.js';
import { systemPrompt } from './text-prompt.js';
import { loadTokenizer } from './text-tokenizer.js';
import { readVoicePromptFile } from './voice-prompt-file.js';
import { findVoice, listVoices } from './voices.js';

/** Made by `tools/reference/prompt_golden.py`. */
interface Golden {
  tokenizer: { pieces: string[]; encoded: { text: string; ids: number[] }[] };
  [dtype: string]: unknown;
}
const testing = (name: string) => fileURLToPath(new URL(`../testing/${name}`, import.meta.url));
const config = MoshiConfig.parse({ dim: 16, num_heads: 2 });

let golden: Golden;
let folder: string;
beforeAll(async () => {
  golden = JSON.parse(await readFile(testing('prompts.json'), 'utf8'));
  folder = await mkdtemp(join(tmpdir(), 'parley-prompt-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('a tokenizer', () => {
  it('gives the tokens and pieces that SentencePiece gives', async () => {
    const { pieces, encoded } = golden.tokenizer;
    const tokenizer = await loadTokenizer(testing('tokenizer.model'), pieces.length);
    for (const { text, ids } of encoded) expect(tokenizer.encode(text)).toEqual(ids);
    expect(pieces.map((_, token) => tokenizer.piece(token))).toEqual(
      pieces.map((piece) => piece.replaceAll('▁', ' ')),
    );
  });

  it('is refused when it is of another size than the model, missing or something else', async () => {
    await expect(loadTokenizer(testing('tokenizer.model'), 32_000)).rejects.toThrow(
      /has 400 pieces; the language model knows 32000/,
    );
    await expect(loadTokenizer(join(folder, 'none'), 1)).rejects.toThrow('There is no tokenizer');
    for (const content of ['not a model', '', '\u0001\u0002'])
      await expect(loadTokenizer(await file('junk', content), 1)).rejects.toThrow(
        'is not a SentencePiece model',
      );
  });
});

it('puts a text between system tags once', () => {
  expect(systemPrompt(' You are kind. ')).toBe('<system> You are kind. <system>');
  expect(systemPrompt('<system> You are kind. <system>')).toBe('<system> You are kind. <system>');
  expect(systemPrompt('  ')).toBe('');
});

describe('a stored voice', () => {
  it.each(['f32', 'f16', 'bf16', 'strided'])('is read from %s', async (kind) => {
    const voice = await readVoicePromptFile(testing(`voice-${kind}.pt`), config);
    const expected = golden[kind === 'strided' ? 'f32' : kind] as {
      embeddings: number[];
      cache: number[];
    };
    if (!('embeddings' in voice)) throw new Error('codes');
    expect(voice.embeddings.flatMap((row) => [...row])).toEqual(
      expected.embeddings.map(Math.fround),
    );
    expect([...voice.tokens]).toEqual(expected.cache);
  });

  it.each([
    ['voice-foreign.pt', /asks for "(__builtin__|builtins)\.print", which no voice prompt needs/],
    ['voice-without-cache.pt', /has no tensor "cache"/],
    ['voice-integers.pt', /asks for "torch\.IntStorage"/],
  ])('is refused: %s', async (name, problem) => {
    await expect(readVoicePromptFile(testing(name), config)).rejects.toThrow(problem);
  });

  it('is refused when it was made for a model of another width', async () => {
    const wider = MoshiConfig.parse({ dim: 32, num_heads: 2 });
    await expect(readVoicePromptFile(testing('voice-f32.pt'), wider)).rejects.toThrow(
      '"embeddings" of ' +
        testing('voice-f32.pt') +
        ' is [5, 1, 1, 16]; this model needs [steps, 1, 1, 32].',
    );
  });

  it('is refused when it holds tokens that the model does not know', async () => {
    const fewer = MoshiConfig.parse({ dim: 16, num_heads: 2, card: 64 });
    await expect(readVoicePromptFile(testing('voice-f32.pt'), fewer)).rejects.toThrow(
      'holds the token 65; 64 is the last.',
    );
  });

  it('is refused when it is damaged, at any length that it may be cut to', async () => {
    const whole = await readFile(testing('voice-f32.pt'));
    for (let length = 0; length < whole.length; length += 97) {
      const path = await file('cut.pt', whole.subarray(0, length));
      await expect(readVoicePromptFile(path, config)).rejects.toThrow(/cut\.pt (is|holds)/);
    }
  });

  it('is refused when it is compressed, so that nothing can grow', async () => {
    const bomb = zipSync({ 'voice/data.pkl': new Uint8Array(1 << 20) });
    await expect(readVoicePromptFile(await file('bomb.pt', bomb), config)).rejects.toThrow(
      'is compressed, as PyTorch never saves',
    );
  });
});

describe('the voices of a folder', () => {
  it('are found by name, and nothing else is', async () => {
    const voices = join(folder, 'voices');
    await mkdir(voices);
    for (const name of ['NATF2.pt', 'NATF2.wav', 'mine.wav', 'notes.txt'])
      await writeFile(join(voices, name), '');
    expect(await listVoices(voices)).toEqual(['NATF2.pt', 'NATF2.wav', 'mine.wav']);
    expect(await findVoice(voices, 'NATF2')).toBe(join(voices, 'NATF2.pt'));
    expect(await findVoice(voices, 'mine.wav')).toBe(join(voices, 'mine.wav'));
    for (const name of ['../voices/mine', 'notes.txt', '/etc/passwd', ''])
      await expect(findVoice(voices, name)).rejects.toThrow('Choose one of NATF2, mine.');
    await expect(findVoice(join(folder, 'none'), 'NATF2')).rejects.toThrow('models pull');
  });
});
