import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { Bus, startNatsServer, WorkerRegistry, type NatsServer } from '@parley/bus';
import { RagServiceEnv, readEnvironment } from '@parley/config';
import type { AnswerPart, CorpusChanged, WorkerRecord } from '@parley/protocol';
import { createLogger } from '@parley/telemetry';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { startRagService } from './start-rag-service.js';
import { ask as askOver } from './testing/ask.js';
import { EXAMPLE_DOCUMENTS } from './testing/index-of.js';
import { startOllamaDouble } from './testing/ollama-double.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import { writeToyModel } from './testing/toy-model.js';
import { CALIBRATION_PAIRS } from './embedding/calibration-pairs.js';

let nats: NatsServer;
let bus: Bus;
let index: string;

beforeAll(async () => {
  nats = await startNatsServer();
  bus = await Bus.connect({ url: nats.url, name: 'test' });
});
afterAll(async () => {
  await bus.close();
  await nats.close();
});
beforeEach(async () => {
  index = await temporaryFolder();
});

async function start(
  settings: Record<string, string>,
  logger = createLogger('rag-service', 'silent'),
) {
  const env = readEnvironment(RagServiceEnv, {
    NATS_URL: nats.url,
    CHROMA_PATH: index,
    WORKER_ID: 'rag-1',
    ...settings,
  });
  const service = await startRagService(env, logger);
  onTestFinished(() => service.close());
  return service;
}

const ask = (question: string, withRanking = false) => askOver(bus, question, withRanking);

async function record(meaning?: WorkerRecord['meaning']): Promise<WorkerRecord | undefined> {
  const registry = await WorkerRegistry.open(bus);
  await registry.follow();
  return vi.waitFor(() => {
    const [found] = registry.workers('rag');
    if (found?.status !== 'ready' || (meaning && found.meaning !== meaning))
      throw new Error('not ready yet');
    return found;
  });
}

it('reads the documents in, announces them and streams an answer', async () => {
  const changes: CorpusChanged[] = [];
  const listener = bus.subscribe('corpusChanged', '', (change) => changes.push(change));
  onTestFinished(() => listener.close());
  await bus.nats.flush();
  await start({ DOCUMENTS_DIR: EXAMPLE_DOCUMENTS });
  const parts = await ask('How long can I borrow a laptop?');
  expect(parts[0]).toMatchObject({
    type: 'sentence',
    citations: [{ document: 'laptop-loans.md' }],
  });
  expect(parts.at(-1)).toMatchObject({ type: 'done', grounded: true, answeredBy: 'extractive' });
  await vi.waitFor(() => expect(changes).toEqual([{ version: expect.any(String), documents: 45 }]));
  expect(await record()).toMatchObject({
    id: 'rag-1',
    role: 'rag',
    detail: expect.stringMatching(/^45 documents, \d+ passages, extractive answers$/),
  });
  const page = await bus.request('corpus', '', { offset: 0 }, { timeoutMs: 2_000 });
  expect(page).toMatchObject({ version: changes[0]?.version, nextOffset: null });
  expect(page.documents).toHaveLength(45);
});

it('finds passages by meaning as well with a model in a folder, and says so', async () => {
  const documents = await temporaryFolder();
  const fleet = 'An automobile waits at gate four. Hire it for a day.';
  await writeFile(join(documents, 'fleet.md'), `# Fleet\n\n${fleet}`);
  await writeFile(join(documents, 'staff.md'), '# Staff\n\nWhere staff meet: the canteen.');
  const model = await temporaryFolder();
  const question = 'where can staff rent a car';
  await writeToyModel(model, { vocabulary: JSON.stringify([CALIBRATION_PAIRS, fleet, question]) });
  await start({ DOCUMENTS_DIR: documents, RAG_EMBED_MODEL_DIR: model });
  const { detail } = (await record('ready')) ?? {};
  expect(detail).toBe('2 documents, 2 passages, found by meaning as well, extractive answers');
  expect((await ask(question, true)).at(-1)).toMatchObject({
    ranking: [{ document: 'fleet.md' }, { document: 'staff.md' }],
  });
});

it('answers by words, and says what is missing, without the model that it is to use', async () => {
  const logger = createLogger('rag-service', 'silent');
  const warned = vi.spyOn(logger, 'warn');
  const missing = join(index, 'no-model');
  await start({ DOCUMENTS_DIR: EXAMPLE_DOCUMENTS, RAG_EMBED_MODEL_DIR: missing }, logger);
  const problem = expect.stringContaining(`The embedding model in ${missing} has no onnx/`);
  expect(warned).toHaveBeenCalledWith({ problem }, 'passages are found by words alone');
  expect((await ask('How long can I borrow a laptop?')).at(-1)).toMatchObject({ grounded: true });
  expect(await record()).not.toHaveProperty('meaning');
});

it('answers many questions at the same time', async () => {
  await start({ DOCUMENTS_DIR: EXAMPLE_DOCUMENTS });
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => ask('How do I change my password?')),
  );
  for (const parts of answers) expect(parts.at(-1)).toMatchObject({ type: 'done', grounded: true });
});

it('starts without its folder, says so, and refuses politely', async () => {
  const missing = join(index, 'nowhere');
  await start({ DOCUMENTS_DIR: missing, SERVICE_DESK: 'the help line on extension 12' });
  const [sentence, end] = await ask('How do I print?');
  expect(sentence).toMatchObject({
    text: expect.stringContaining('Please ask the help line on extension 12.'),
  });
  expect(end).toMatchObject({ type: 'done', grounded: false, answeredBy: 'refusal' });
  expect((await record())?.detail).toContain(`The documents folder ${missing} does not exist.`);
});

it('says that a folder is empty', async () => {
  const empty = await temporaryFolder();
  await start({ DOCUMENTS_DIR: empty });
  expect((await record())?.detail).toContain(`There are no documents in ${empty}.`);
});

it('goes on answering from the last version when the folder has vanished', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'a.md'), '# Printing\n\nA page costs 4 pence.');
  await (await start({ DOCUMENTS_DIR: folder })).close();
  await rm(folder, { recursive: true });
  await start({ DOCUMENTS_DIR: folder });
  expect((await ask('How much does a page cost?'))[0]).toMatchObject({
    text: 'A page costs 4 pence.',
  });
});

it('answers a question that is too long instead of letting it run out of time', async () => {
  await start({ DOCUMENTS_DIR: EXAMPLE_DOCUMENTS });
  const [sentence] = await ask('printer '.repeat(1_000));
  expect(sentence).toMatchObject({ type: 'sentence', text: expect.stringContaining('too long') });
});

it('lets Ollama word the answer while it is there', async () => {
  const { baseUrl } = await startOllamaDouble(() => ['You may borrow a laptop for up to 14 days.']);
  await start({ DOCUMENTS_DIR: EXAMPLE_DOCUMENTS, OLLAMA_BASE_URL: baseUrl });
  const parts = await ask('How long can I borrow a laptop?');
  expect(parts[0]).toMatchObject({
    text: 'You may borrow a laptop for up to 14 days.',
    citations: [{ document: 'laptop-loans.md' }],
  });
  expect(parts.at(-1)).toMatchObject({ answeredBy: 'ollama', grounded: true });
  expect((await record())?.detail).toContain('answers by Ollama mistral');
});

it('lets an answer in work be heard to its end when it is told to stop', async () => {
  const { baseUrl } = await startOllamaDouble(() => [
    'You may borrow a laptop for up to 14 days. A laptop ',
    300,
    'may be borrowed for 14 days.',
  ]);
  const service = await start({ DOCUMENTS_DIR: EXAMPLE_DOCUMENTS, OLLAMA_BASE_URL: baseUrl });
  const isLast = ({ type }: AnswerPart) => type !== 'sentence';
  const question = { question: 'How long can I borrow a laptop?', history: [] };
  const parts: AnswerPart[] = [];
  let stopped: Promise<void> | undefined;
  for await (const part of bus.requestStream('ask', question, { timeoutMs: 5_000, isLast })) {
    stopped ??= service.close();
    parts.push(part);
  }
  await stopped;
  expect(parts).toHaveLength(3);
  expect(parts.at(-1)).toMatchObject({ type: 'done', answeredBy: 'ollama' });
});

it('does not come back when documents are read in while it stops', async () => {
  const changes: CorpusChanged[] = [];
  const listener = bus.subscribe('corpusChanged', '', (change) => changes.push(change));
  onTestFinished(() => listener.close());
  await bus.nats.flush();
  const logger = createLogger('rag-service', 'silent');
  const service = await start({ DOCUMENTS_DIR: EXAMPLE_DOCUMENTS }, logger);
  await vi.waitFor(() => expect(changes).toHaveLength(1));
  const stopped = new Promise<void>((resolve) =>
    vi.spyOn(logger, 'info').mockImplementation((_, message) => {
      if (message === 'documents read in') resolve(service.close());
    }),
  );
  const refreshed = bus.request('documents', 'rag-1', { type: 'refresh' }, { timeoutMs: 5_000 });
  await Promise.all([stopped, refreshed.catch(() => undefined)]);
  await bus.nats.flush();
  expect(changes).toHaveLength(1);
});

it('answers by itself when Ollama is not there', async () => {
  await start({ DOCUMENTS_DIR: EXAMPLE_DOCUMENTS, OLLAMA_BASE_URL: 'http://127.0.0.1:9' });
  expect((await ask('How long can I borrow a laptop?')).at(-1)).toMatchObject({
    answeredBy: 'extractive',
  });
});

it('finds by meaning while there are embeddings, and by words alone after that', async () => {
  const double = await startOllamaDouble(() => ['NO ANSWER']);
  double.models.push('nomic-embed-text');
  const folder = await temporaryFolder();
  await writeFile(
    join(folder, 'fleet.md'),
    '# Fleet\n\nAn automobile waits at gate four. Hire an automobile for a day.',
  );
  await writeFile(join(folder, 'food.md'), '# Canteen\n\nSoup is served at noon.');
  await start({ DOCUMENTS_DIR: folder, OLLAMA_BASE_URL: double.baseUrl });
  await record('ready');
  const found = async (question: string) => {
    const last = (await ask(question, true)).at(-1);
    return last?.type === 'done' ? last.ranking?.map(({ document }) => document) : undefined;
  };
  await vi.waitFor(async () => expect((await found('any vehicles'))?.[0]).toBe('fleet.md'));
  double.close();
  expect(await found('any vehicles')).toEqual([]);
  expect(await found('soup at noon')).toEqual(['food.md']);
});

it('shows its health and its figures', async () => {
  const port = await freePort();
  await start({ DOCUMENTS_DIR: EXAMPLE_DOCUMENTS, HEALTH_PORT: String(port) });
  await ask('How do I change my password?');
  await ask('How do I cook rice?');
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  expect(await get('/readyz')).toBe('ready\n');
  const metrics = await get('/metrics');
  expect(metrics).toMatch(
    /parley_rag_questions_total\{outcome="extractive",service="rag-service"\} 1/,
  );
  expect(metrics).toMatch(
    /parley_rag_questions_total\{outcome="refusal",service="rag-service"\} 1/,
  );
  expect(metrics).toMatch(/parley_rag_documents\{service="rag-service"\} 45/);
  expect(metrics).toMatch(/parley_rag_retrieval_seconds_count\{service="rag-service"\} 2/);
});

it('counts what was asked ahead when it is given, and not before', async () => {
  const port = await freePort();
  await start({ DOCUMENTS_DIR: EXAMPLE_DOCUMENTS, HEALTH_PORT: String(port) });
  const questions = async () => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return [...text.matchAll(/^parley_rag_questions_total.* (\d+)$/gm)].map(([, count]) => count);
  };
  const parts: AnswerPart[] = [];
  const request = { question: 'How do I change my password?', history: [], isAhead: true };
  const isLast = ({ type }: AnswerPart) => type !== 'sentence';
  for await (const part of bus.requestStream('ask', request, { timeoutMs: 5_000, isLast }))
    parts.push(part);
  expect(await questions()).toEqual([]);
  const done = parts.at(-1);
  if (done?.type !== 'done') throw new Error('no answer');
  bus.publish('answerGiven', '', { askedAt: Date.now(), done });
  await vi.waitFor(async () => expect(await questions()).toEqual(['1']));
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
