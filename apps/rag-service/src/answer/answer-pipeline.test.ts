import { readFile } from 'node:fs/promises';
import type { AnswerPart } from '@parley/protocol';
import { describe, expect, it } from 'vitest';
import { AnswerFailed, type Answerer } from './answerer.js';
import { ExtractiveAnswerer } from './extractive-answerer.js';
import { AnswerPipeline } from './answer-pipeline.js';
import type { LexicalIndex } from '../retrieval/lexical-index.js';
import { EXAMPLE_QUESTIONS, indexOf, indexOfExamples } from '../testing/index-of.js';
import { ANSWERABLE, UNANSWERABLE } from '../testing/questions.js';

const examples = await indexOfExamples();

interface Asked {
  history?: { role: 'user' | 'assistant'; text: string }[];
  inDomain?: boolean;
  index?: LexicalIndex;
  answerers?: Answerer[];
  withRanking?: boolean;
}

async function ask(
  question: string,
  { history = [], inDomain = true, index = examples, answerers, withRanking = false }: Asked = {},
) {
  const fallbacks: string[] = [];
  const conversation = new AnswerPipeline({
    snapshot: () => ({ version: '1', documents: index.passages.length, index, hashes: new Map() }),
    answerers: () => answerers ?? [new ExtractiveAnswerer()],
    topK: 3,
    minScore: 0.5,
    serviceDesk: 'the service desk',
    onFallback: ({ message }) => fallbacks.push(message),
  });
  const parts: AnswerPart[] = [];
  const request = { question, history, inDomain, persona: '', withRanking };
  for await (const part of conversation.ask(request, new AbortController().signal))
    parts.push(part);
  const sentences = parts.filter((part) => part.type === 'sentence');
  const end = parts.at(-1);
  if (end?.type !== 'done') throw new Error('The stream did not end with done.');
  return { text: sentences.map(({ text }) => text).join(' '), sentences, end, fallbacks };
}

interface ExampleQuestion {
  text: string;
  document: string | null;
  answer: string[];
}
const bundled = JSON.parse(await readFile(EXAMPLE_QUESTIONS, 'utf8')) as ExampleQuestion[];

describe('the bundled questions', () => {
  it.each(bundled.map((row) => [row.text, row] as const))('%s', async (question, row) => {
    const { text, end } = await ask(question);
    expect(end.grounded).toBe(row.document !== null);
    expect(end.citations[0]?.document ?? null).toBe(row.document);
    expect(
      row.answer.filter((phrase) => text.toLowerCase().includes(phrase.toLowerCase())),
    ).not.toEqual([]);
  });
});

describe('other questions that the examples answer', () => {
  it.each(ANSWERABLE)('%s', async (question, document, phrase) => {
    const { text, end, sentences } = await ask(question);
    expect(end.citations[0]?.document).toBe(document);
    expect(text).toContain(phrase);
    expect(sentences.length).toBeLessThanOrEqual(2);
  });
});

describe('questions that the examples do not answer', () => {
  it.each(UNANSWERABLE.map((question) => [question]))('%s', async (question) => {
    const { text, end } = await ask(question);
    expect(end).toMatchObject({ grounded: false, answeredBy: 'refusal', citations: [] });
    expect(text).toBe(
      'I am sorry, I could not find that in our documents. Please ask the service desk.',
    );
  });
});

it('gives every sentence the citation that supports it', async () => {
  const { sentences } = await ask('How long is a locked account locked?');
  for (const { citations } of sentences)
    expect(citations).toEqual([
      expect.objectContaining({
        document: 'account-locked.md',
        passage: expect.stringContaining('30 minutes'),
      }),
    ]);
});

it('cites each document once', async () => {
  const { end } = await ask('How do I change my password?');
  const documents = end.citations.map(({ document }) => document);
  expect(new Set(documents).size).toBe(documents.length);
});

it('raises the bar for what the recogniser takes for another subject, but not above an excellent match', async () => {
  const index = await indexOf({
    'a.md': '# Lunch\n\nThe canteen is open for breakfast at noon.',
    'b.md': '# Printing\n\nPages cost money.',
  });
  const doubtful = 'is the canteen open at breakfast for elephants';
  expect((await ask(doubtful, { index })).end.grounded).toBe(true);
  expect((await ask(doubtful, { index, inDomain: false })).end.grounded).toBe(false);
  expect((await ask('when is the canteen open', { index, inDomain: false })).end.grounded).toBe(
    true,
  );
});

it('carries the subject over to a follow-up', async () => {
  const history = [
    { role: 'user' as const, text: 'How do I connect my laptop to the campus Wi-Fi?' },
    { role: 'assistant' as const, text: 'Choose the network symbol.' },
  ];
  const { text, end } = await ask('and on a Mac?', { history });
  expect(end.citations[0]?.document).toBe('wifi-campus-laptop.md');
  expect(text).toContain('On a Mac');
});

it('resolves a follow-up that changes one thing of the question before', async () => {
  const index = await indexOf({
    'staff.md': '# Accounts of staff\n\nAn account of staff ends 90 days after the contract.',
    'contractors.md':
      '# Accounts of contractors\n\nAn account of contractors ends on the last day.',
    'desks.md': '# Desks\n\nContractors sit on the third floor.',
  });
  const history = [{ role: 'user' as const, text: 'When does an account of staff end?' }];
  const { end, text } = await ask('What about contractors?', { index, history });
  expect(end.citations[0]?.document).toBe('contractors.md');
  expect(text).toContain('last day');
});

describe('steps', () => {
  const STEPS = ['Open the lid', 'Take the paper out', 'Close the lid', 'Press Start'];
  const steps = async () =>
    indexOf({
      'jam.md': `# Paper jam\n\nTo clear a jam:\n\n${STEPS.map((step, at) => `${at + 1}. ${step}.`).join('\n')}`,
      'scan.md': '# Scanning\n\nThe scanner is in the library.',
    });

  /** What is answered to each of the questions, asked one after another. */
  async function talk(...questions: string[]): Promise<string[]> {
    const index = await steps();
    const history: { role: 'user' | 'assistant'; text: string }[] = [];
    for (const question of questions) {
      const { text } = await ask(question, { index, history: [...history] });
      history.push({ role: 'user', text: question }, { role: 'assistant', text });
    }
    return history.filter(({ role }) => role === 'assistant').map(({ text }) => text);
  }

  it('are told one by one on request', async () => {
    expect(
      await talk('How do I clear a paper jam, step by step?', 'next', 'What then?', 'next', 'next'),
    ).toEqual([
      'Step 1 of 4: open the lid.',
      'Step 2 of 4: take the paper out.',
      'Step 3 of 4: close the lid.',
      'Step 4 of 4: press Start.',
      'That was the last step of the article "Paper jam".',
    ]);
  });

  it('are told again one by one after an answer with all of them', async () => {
    const [whole, first, second] = await talk(
      'How do I clear a paper jam?',
      'Step by step, please.',
      'OK, next',
    );
    expect(whole).toMatch(/^First, open the lid,/);
    expect(first).toBe('Step 1 of 4: open the lid.');
    expect(second).toBe('Step 2 of 4: take the paper out.');
  });

  it('come from the document, with its citation, also where a language model answers', async () => {
    const model: Answerer = { name: 'ollama', answer: async function* () {} };
    const { end, sentences } = await ask('Clear a paper jam step by step', {
      index: await steps(),
      answerers: [model, new ExtractiveAnswerer()],
    });
    expect(end).toMatchObject({ answeredBy: 'extractive', grounded: true });
    expect(sentences[0]?.citations[0]?.document).toBe('jam.md');
  });
});

it.each([4_001, 500_000])('asks for a shorter question than %d characters', async (length) => {
  const { text, end } = await ask('printer '.repeat(length / 8 + 1));
  expect(text).toBe('I am sorry, that was too long for me. Please ask it in one or two sentences.');
  expect(end).toMatchObject({ grounded: false, citations: [] });
});

it('says so when there are no documents', async () => {
  const { text, end } = await ask('How do I print?', { index: await indexOf({}) });
  expect(end.answeredBy).toBe('refusal');
  expect(text).toMatch(/^I am sorry, I have no documents .* Please ask the service desk\.$/);
});

describe('with a language model before the extractive answer', () => {
  const model = (answer: Answerer['answer']): Answerer => ({ name: 'ollama', answer });

  it('falls back when the model fails before its first sentence', async () => {
    const failing = model(async function* () {
      throw new AnswerFailed('Too slow.');
    });
    const { end, fallbacks } = await ask('How do I change my password?', {
      answerers: [failing, new ExtractiveAnswerer()],
    });
    expect(end.answeredBy).toBe('extractive');
    expect(fallbacks).toEqual(['Too slow.']);
  });

  it('lets half an answer stand when the model breaks off', async () => {
    const breaking = model(async function* ({ hits }) {
      yield { text: 'Half.', sources: hits.slice(0, 1).map((hit) => ({ hit, passage: 'p' })) };
      throw new AnswerFailed('Broke off.');
    });
    const { end, text } = await ask('How do I change my password?', {
      answerers: [breaking, new ExtractiveAnswerer()],
    });
    expect(text).toBe('Half.');
    expect(end).toMatchObject({ answeredBy: 'ollama', grounded: true });
  });

  it('refuses when the model finds no answer in the passages', async () => {
    const silent = model(async function* () {});
    const { end } = await ask('How do I change my password?', {
      answerers: [silent, new ExtractiveAnswerer()],
    });
    expect(end).toMatchObject({ answeredBy: 'refusal', citations: [] });
  });
});

it('ranks documents on request, also when it refuses', async () => {
  const plain = await ask('How do I change my password?');
  expect(plain.end.ranking).toBeUndefined();
  const { end } = await ask('Which mobile phone contract is the cheapest?', { withRanking: true });
  expect(end).toMatchObject({ answeredBy: 'refusal', citations: [] });
  const documents = end.ranking?.map(({ document }) => document) ?? [];
  expect(documents.length).toBeGreaterThan(3);
  expect(new Set(documents).size).toBe(documents.length);
});
